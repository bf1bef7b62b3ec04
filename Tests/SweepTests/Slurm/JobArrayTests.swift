import Testing

@testable import Sweep

@Suite struct JobArrayTests {
  private func round(_ level: Int) -> JobArray {
    var round = JobArray(
      round: level, tasks: 4, program: "/opt/bin/phase-tui", directory: "/shared/my study",
      study: "alpha-depth")
    round.arguments = ["--measure", "limit,tangent"]
    round.options = ["--cpus-per-task=2", "--time=1:00:00"]
    return round
  }

  @Test func writesTheScriptOfARound() {
    #expect(
      round(1).script == #"""
        #!/bin/sh
        #SBATCH --job-name=phase-tui-alpha-depth-round-1
        #SBATCH --array=0-3
        #SBATCH "--output=/shared/my study/slurm/round-1-%A_%a.log"
        #SBATCH --open-mode=append
        #SBATCH --requeue
        #SBATCH --signal=B:USR1@60
        #SBATCH --kill-on-invalid-dep=yes
        #SBATCH --cpus-per-task=2
        #SBATCH --time=1:00:00

        # Round 1 of a study. What a task has finished is never trained again.
        # A shell may run what stands in arithmetic.
        case $SLURM_ARRAY_TASK_ID in
        '' | *[!0-9]*)
          echo 'SLURM_ARRAY_TASK_ID is not a number; sbatch sets it' >&2
          exit 64
          ;;
        esac
        # For a program that is started by srun, which has not taken it from sbatch since Slurm 22.05.
        export SRUN_CPUS_PER_TASK="${SLURM_CPUS_PER_TASK:-1}"
        /opt/bin/phase-tui sweep --dir '/shared/my study' --refine 1 --measure limit,tangent --shard "$((SLURM_ARRAY_TASK_ID + 1))/4" &
        sweep=$!
        interrupted= again=
        # Stopped, the sweep keeps what it has finished.
        stop() { interrupted=yes; kill -TERM "$sweep" 2>/dev/null; }
        # Cancelled, pre-empted or requeued by others. Some sites tell the sweep too, which a second signal ends at once.
        trap 'sleep 1; stop' TERM
        # The time is nearly up: to be gone on with.
        trap 'again=yes; stop' USR1
        while
          wait "$sweep"
          status=$?
          [ "$interrupted" ]
        do
          # It was a trap that ended the wait.
          interrupted=
        done
        if [ "$again" ] && [ "$status" -ne 0 ]; then
          scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
        fi
        exit "$status"

        """#)
  }

  /// Each round waits for the one before it, and no other.
  @Test func chainsTheRounds() {
    let text = JobArray.submission(of: (0...2).map(round))
    let calls = text.split(separator: "\n").filter { $0.contains("sbatch --") }
    #expect(
      calls == [
        "round0=$(sbatch --parsable <<'END_OF_ROUND'",
        #"round1=$(sbatch --parsable --dependency="afterok:${round0%%;*}" <<'END_OF_ROUND'"#,
        #"round2=$(sbatch --parsable --dependency="afterok:${round1%%;*}" <<'END_OF_ROUND'"#,
      ])
    for level in 0...2 { #expect(text.contains("\(round(level).script)END_OF_ROUND\n)\n")) }
  }

  @Test func holdsTasksBack() {
    var round = round(0)
    #expect(round.script.contains("#SBATCH --array=0-3\n"))
    round.atMost = 2
    #expect(round.script.contains("#SBATCH --array=0-3%2\n"))
  }

  /// Slurm replaces fields like %A in the names of logs, not in what the shell reads.
  @Test func keepsPercentSignsOfTheDirectory() {
    var round = round(0)
    round.directory = "/a%Ab"
    #expect(round.script.contains("#SBATCH --output=/a%%Ab/slurm/round-0-%A_%a.log\n"))
    #expect(round.script.contains("--dir /a%Ab "))
  }
}

@Suite struct SlurmTimeTests {
  /// As in the manual page of sbatch.
  @Test(arguments: [
    ("90", 5400), ("1:30", 90), ("2:00:05", 7205), ("1-0", 86400), ("1-2", 93600), ("1-2:30", 95400),
    ("1-2:30:10", 95410), ("0:04:59", 299),
  ])
  func readsTimeLimits(_ text: String, seconds: Int) { #expect(SlurmTime.seconds(text) == seconds) }

  @Test(arguments: ["", "UNLIMITED", "1:2:3:4", "-5", "1-", "x-1", "1:", "99999999999999999999"])
  func leavesTheOthersToSlurm(_ text: String) { #expect(SlurmTime.seconds(text) == nil) }
}

@Suite struct SlurmAnswerTests {
  @Test func findsTheLargestArray() {
    #expect(SlurmAnswer.maxArraySize("MailProg  = /bin/mail\nMaxArraySize            = 1001\n") == 1001)
    #expect(SlurmAnswer.maxArraySize("MaxArraySizes = 3\n") == nil)
    #expect(SlurmAnswer.maxArraySize("MaxArraySize = many\n") == nil)
  }

  @Test(arguments: [("12\n", "12"), ("12;cluster\n", "12"), ("", nil), ("Submitted 12\n", nil), ("\n", nil)])
  func findsTheNumberOfAJob(_ text: String, number: String?) { #expect(SlurmAnswer.job(text) == number) }

  @Test func saysARefusalInOneLine() {
    let said = "sbatch: error: invalid partition specified: fast\nsbatch: error: Invalid partition name\n"
    let line = SlurmAnswer.refusal(of: "sbatch", status: 1, said: said)
    #expect(
      line.hasPrefix("sbatch: error: invalid partition specified: fast; error: Invalid partition name ("))
    #expect(line.contains("--partition") && !line.contains("\n"))
    #expect(SlurmAnswer.refusal(of: "sbatch", status: 3, said: "").contains("status 3"))
    #expect(SlurmAnswer.refusal(of: "scontrol", status: 1, said: "x").contains("--max-array-size"))
  }
}

import Input

/// One round of a sharded sweep as a Slurm job array: a task a share.
package struct JobArray: Hashable, Sendable {
  /// 0 is the base grid, n what is new after n subdivisions.
  package var round: Int
  package var tasks: Int
  /// How many tasks may run at once; `nil`: as many as there is room for.
  package var atMost: Int?
  /// The program, where the nodes find it.
  package var program: String
  /// The study directory, where the nodes find it.
  package var directory: String
  package var study: String
  /// What `sweep` is given beside directory, share and round.
  package var arguments: [String] = []
  /// What `sbatch` is given beside what the round needs.
  package var options: [String] = []

  package init(round: Int, tasks: Int, program: String, directory: String, study: String) {
    self.round = round
    self.tasks = tasks
    self.program = program
    self.directory = directory
    self.study = study
  }

  /// Seconds before a task's time is up at which its sweep is stopped. Slurm may be another minute early.
  package static let notice = 60

  /// Where the tasks' standard outputs and errors go; it has to be there before the job.
  package static func logs(in directory: String) -> String { "\(directory)/slurm" }

  /// The job script. The shell stays, because Slurm stops a task whose time is up for good: it is the shell that
  /// queues it again.
  package var script: String {
    let lines = directives.map { "#SBATCH \(ShellText.directive($0))" }
    return "#!/bin/sh\n" + lines.joined(separator: "\n") + "\n" + body
  }

  private var directives: [String] {
    // Slurm reads % as the start of a field.
    let logs = Self.logs(in: directory).replacing("%", with: "%%")
    return [
      "--job-name=phase-tui-\(study)-round-\(round)",
      "--array=0-\(tasks - 1)\(atMost.map { "%\($0)" } ?? "")",
      "--output=\(logs)/round-\(round)-%A_%a.log", "--open-mode=append", "--requeue",
      "--signal=B:USR1@\(Self.notice)", "--kill-on-invalid-dep=yes",
    ] + options
  }

  private var body: String {
    let words = ["sweep", "--dir", directory, "--refine", String(round)] + arguments
    let sweep = ([ShellText.command(program)] + words.map(ShellText.word)).joined(separator: " ")
    return """

      # Round \(round)\(round == 0 ? ", the base grid" : "") of a study. What a task has finished is never trained again.
      # A shell may run what stands in arithmetic.
      case $SLURM_ARRAY_TASK_ID in
      '' | *[!0-9]*)
        echo 'SLURM_ARRAY_TASK_ID is not a number; sbatch sets it' >&2
        exit 64
        ;;
      esac
      # For a program that is started by srun, which has not taken it from sbatch since Slurm 22.05.
      export SRUN_CPUS_PER_TASK="${SLURM_CPUS_PER_TASK:-1}"
      \(sweep) --shard "$((SLURM_ARRAY_TASK_ID + 1))/\(tasks)" &
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

      """
  }

  /// A shell script that submits the rounds, each to start when the one before has succeeded.
  package static func submission(of rounds: [JobArray]) -> String {
    let steps = rounds.enumerated().map { index, round in
      let dependency = index > 0 ? " --dependency=\"afterok:${round\(rounds[index - 1].round)%%;*}\"" : ""
      return """
        round\(round.round)=$(sbatch --parsable\(dependency) <<'END_OF_ROUND'
        \(round.script)END_OF_ROUND
        )
        printf 'round \(round.round): job %s\\n' "$round\(round.round)"

        """
    }
    return "#!/bin/sh\n# Run by sh, this submits the rounds of a study to Slurm.\nset -e\n\n"
      + steps.joined(separator: "\n")
  }
}

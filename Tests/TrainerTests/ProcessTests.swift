import Foundation
import Testing

@testable import Trainer

/// No trainer, nothing that it has started, and no descriptor is left behind.
@Suite struct ProcessTests {
  @Test func ignoresQuit() throws {
    let trainer = try ShellTrainer("greet; while :; do sleep 1000; done")
    let session = try trainer.session(leave: .seconds(0.1))
    _ = try session.declaration()
    #expect(session.close() == .terminated && isGone(trainer.numbers("pid")[0]))
  }

  @Test func ignoresQuitAndTerm() throws {
    let trainer = try ShellTrainer("trap '' TERM; greet; while :; do sleep 1000; done")
    let session = try trainer.session(leave: .seconds(0.1))
    _ = try session.declaration()
    #expect(session.close() == .killed && isGone(trainer.numbers("pid")[0]))
  }

  @Test func endsWithItsInput() throws {
    let trainer = try ShellTrainer("greet; cat > /dev/null; exit 4")
    let session = try trainer.session()
    _ = try session.declaration()
    #expect(session.close() == .byItself(status: 4))
  }

  /// One that has left the process group and the session, and its child, too.
  @Test(arguments: ["next", "exit 0", "kill -9 $$", "trap '' TERM; while :; do sleep 1000; done"])
  func descendantsEndWithIt(_ end: String) throws {
    let trainer = try ShellTrainer(
      """
      sleep 1000 & echo $! >> children
      mkfifo ready
      setsid sh -c 'sleep 1000 & echo $! >> children; echo $$ >> children; echo > ready; wait' &
      read -r line < ready; greet; \(end)
      """)
    let session = try trainer.session(leave: .seconds(0.1))
    // One that ends by itself is perhaps started again.
    _ = try? session.declaration()
    session.close()
    let children = trainer.numbers("children")
    #expect(children.count >= 3 && children.count % 3 == 0 && children.allSatisfy(isGone))
  }

  /// It has a group and a session of its own, three descriptors, and the usual signals.
  @Test func inheritsNothing() throws {
    let trainer = try ShellTrainer(
      """
      (ls /proc/$$/fd > descriptors)
      cat /proc/$$/stat > stat
      # By the shell itself, which blocks signals while it starts others.
      while read -r line; do case $line in SigBlk*|SigIgn*) echo "$line" >> signals;; esac; done < /proc/self/status
      echo "$FAVOURITE" > variable; pwd > folder; greet; next
      """, environment: ["FAVOURITE": "a b"])
    let process = try TrainerProcess(trainer.program, control: TrainerControl())
    process.send(.hello)
    guard case .line = try process.next(until: .now + .seconds(60)) else {
      Issue.record("it says nothing")
      return
    }
    #expect(trainer.text("descriptors") == "0\n1\n2\n")
    let fields = trainer.text("stat").split(separator: " ")
    #expect(fields[0] == fields[4] && pid_t(fields[3]) == process.guardNumber)
    #expect(pid_t(fields[5]) == process.guardNumber)
    // 32 and 33 are the C library's own, which it lets nobody set.
    let signals = trainer.text("signals").split(separator: "\n")
    #expect(signals.count == 2)
    for line in signals {
      let mask = try #require(UInt64(line.suffix(16), radix: 16))
      #expect(mask & ~(3 << 31) == 0, "\(line)")
    }
    #expect(trainer.text("variable") == "a b\n")
    #expect(trainer.text("folder") == trainer.folder + "\n")
    process.end(patience: .seconds(60))
  }

  @Test func leavesNoDescriptorAndNoZombie() throws {
    func pipes() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      }
    }
    let trainer = try ShellTrainer("greet; next")
    let process = try TrainerProcess(trainer.program, control: TrainerControl())
    let own = try process.descriptors.map {
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    let number = process.guardNumber
    #expect(own.allSatisfy { $0.hasPrefix("pipe:") })
    #expect(process.end(patience: .seconds(60)) == .byItself(0))
    #expect(try Set(pipes()).isDisjoint(with: own))
    #expect(waitpid(number, nil, WNOHANG) == -1 && errno == ECHILD)
  }

  @Test func goesWithItsSession() throws {
    let trainer = try ShellTrainer("greet; next")
    do {
      let session = try trainer.session()
      #expect(try session.declaration()?.name == "test")
    }
    #expect(isGone(trainer.numbers("pid")[0]))
  }

  /// The guard's death is the trainer's.
  @Test func aKilledGuardTakesItAlong() throws {
    let trainer = try ShellTrainer("greet; next; next")
    let process = try TrainerProcess(trainer.program, control: TrainerControl())
    process.send(.hello)
    _ = try process.next(until: .now + .seconds(60))
    kill(process.guardNumber, SIGKILL)
    let fault = #expect(throws: TrainerFault.self) { try process.next(until: .now + .seconds(60)) }
    #expect(fault?.problem == "was ended by signal 9")
  }

  /// PR_SET_PDEATHSIG would end it here.
  @Test func outlivesTheThreadThatStartedIt() throws {
    let trainer = try ShellTrainer("greet; while next; do answer; done")
    let session = try trainer.session()
    let thread = Thread { _ = session.train([ShellTrainer.cell(1)]) }
    thread.start()
    // Ends behind the training, which the second waits for.
    while !thread.isFinished { #expect(try session.declaration() != nil) }
    #expect(session.train([ShellTrainer.cell(2)]) == [ShellTrainer.trained] && trainer.starts == 1)
  }

  @Test(arguments: [2, 8]) func tenThousandCellsOfOneThatAnswersAtOnce(workers: Int) throws {
    let trainers = try (0..<workers).map { _ in try ShellTrainer("greet; while next; do answer; done") }
    let sessions = try trainers.map { try $0.session() }
    let each = 10_000 / workers
    let counts = [Int](unsafeUninitializedCapacity: workers) { buffer, count in
      nonisolated(unsafe) let buffer = buffer  // Each worker has a place of its own.
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        let trained = (0..<each).filter { cell in
          sessions[worker].train([ShellTrainer.cell(cell)]) == [ShellTrainer.trained]
        }
        sessions[worker].close()
        buffer[worker] = trained.count
      }
      count = workers
    }
    #expect(counts == Array(repeating: each, count: workers))
    #expect(trainers.allSatisfy { $0.starts == 1 })
  }
}

import CPseudoTerminal
import Foundation
import Testing

/// `phase-tui trainer`: the protocol, the example, and the check of programs.
@Suite struct TrainerCommandTests {
  static let hello =
    #"{"name": "t", "version": "1", "parameters": [{"name": "a", "kind": "real", "low": 0, "high": 1, "default": 1}]}"#

  private func check(_ arguments: [String], in folder: Folder) throws -> PipedRun {
    try Program.piped(["trainer", "check"] + arguments, directory: folder)
  }

  private func script(_ body: String) -> [String] { ["sh", "-c", "hello='\(Self.hello)'\n\(body)"] }

  private func printed(_ verb: String, in folder: Folder) throws -> String {
    let run = try Program.piped(["trainer", verb], directory: folder)
    #expect(try run.waitForExit() == .exited(0))
    return run.output
  }

  /// Where there is a Python.
  @Test func theExamplePasses() throws {
    let folder = try Folder()
    try folder.write(try printed("example", in: folder), to: "train.py")
    let python = try PipedRun(["/bin/sh", "-c", "command -v python3"])
    guard try python.waitForExit() == .exited(0) else { return }
    for command in [["python3", "train.py"], ["python3 'train.py'"]] {
      let run = try check(command, in: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.output)")
      let lines = run.output.split(separator: "\n")
      #expect(lines.count > 15 && lines.allSatisfy { $0.hasPrefix("right ") }, "\(run.output)")
      #expect(run.error.isEmpty && folder.names == ["train.py"])
    }
  }

  @Test func printsTheProtocol() throws {
    let text = try printed("protocol", in: Folder())
    #expect(text.hasPrefix("The protocol between phase-tui and a trainer, version 1\n"))
  }

  @Test(arguments: [
    ("echo hello", "wrong  line 1 of the trainer's output is no message but \"hello\""),
    ("echo no torch >&2; exit 3", "wrong  the trainer ended with status 3; its last words: no torch"),
    ("sleep 1000", "wrong  the trainer printed no line for 1.0 s"),
    (
      #"read -r l; echo "$hello"; read -r l; echo Epoch 1; cat"#,
      "wrong  line 2 of the trainer's output is no message"
    ),
    (
      #"read -r l; echo "$hello"; read -r l; echo '{"id": 1, "failed": "x"}'; cat > /dev/null"#,
      "wrong  cell 1 has failed, though everything is at its default"
    ),
    (
      #"read -r l; echo "$hello"; read -r l; echo '{"id": 1, "failed": "x"}'; exit 2"#,
      "wrong  cell 1 has failed"
    ),
  ]) func saysWhatIsWrong(_ body: String, _ line: String) throws {
    let folder = try Folder()
    let run = try check(["--patience", "1"] + script(body), in: folder)
    #expect(try run.waitForExit() == .exited(1), "\(run.output)")
    let wrong = run.output.split(separator: "\n").filter { $0.hasPrefix("wrong ") }
    #expect(wrong.contains { $0.hasPrefix(line) }, "\(run.output)")
    #expect(run.error.isEmpty && folder.names.isEmpty)
  }

  @Test func keepsTheLog() throws {
    let folder = try Folder()
    let run = try check(["--log", "log"] + script("echo one >&2; echo two >&2"), in: folder)
    #expect(try run.waitForExit() == .exited(1))
    #expect(try folder.text("log") == "one\ntwo\n")
  }

  @Test(arguments: [
    ["--patience", "0", "x"], ["--patience", "nan", "x"], [], ["a | b"], ["a 'b"], ["--patiense", "3", "x"],
    ["--"], [""],
  ])
  func refusesItsArguments(_ arguments: [String]) throws {
    let run = try check(arguments, in: Folder())
    #expect(try run.waitForExit() == .exited(64))
    #expect(run.output.isEmpty && run.error.split(separator: "\n").count == 1, "\(run.error)")
  }

  // MARK: No trainer is left

  /// In the middle of a training, with a child in its group and one that has left it.
  private func training(
    in folder: Folder, _ end: (PipedRun) throws -> Void
  ) throws -> [Int32] {
    let run = try check(
      script(
        #"""
        read -r l; mkfifo ready; sleep 1000 & echo $! >> pids; echo $$ >> pids
        setsid sh -c 'sleep 1000 & echo $! >> pids; echo $$ >> pids; echo > ready; wait' &
        read -r l < ready; echo "$hello"; read -r l
        echo '{"id": 1, "seed": 0, "step": 1, "loss": 1}'; echo > told; sleep 1000
        """#), in: folder)
    try run.waitUntil("the training") { $0.output.contains("→ cell 1") }
    let deadline = Deadline(seconds: 60)
    while !folder.names.contains("told"), deadline.milliseconds > 0 { _ = try run.pass(seconds: 0.01) }
    let pids = try folder.text("pids").split(separator: "\n").compactMap { pid_t($0) }
    try #require(pids.count == 4)
    let descriptors = pids.map { process_descriptor($0) }
    #expect(descriptors.allSatisfy { $0 >= 0 })
    try end(run)
    return descriptors
  }

  private func expectGone(_ descriptors: [Int32]) {
    let deadline = Deadline(seconds: 60)
    for descriptor in descriptors {
      #expect(!readable([descriptor], until: deadline).isEmpty)
      close(descriptor)
    }
  }

  @Test func killedItTakesTheTrainerAlong() throws {
    let folder = try Folder()
    expectGone(
      try training(in: folder) { run in
        run.signal(SIGKILL)
        let status = try run.waitForExit()
        #expect(status == .killed(signal: SIGKILL))
      })
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func signalledItEndsTheTrainer(_ signal: Int32) throws {
    let folder = try Folder()
    expectGone(
      try training(in: folder) { run in
        run.signal(signal)
        let status = try run.waitForExit()
        #expect(status == .exited(128 + signal))
      })
    #expect(!folder.names.contains { $0.contains("log") })
  }
}

import CPseudoTerminal
import Foundation
import Testing

/// Trainers that do what they must not: what the user of a sweep sees, in one line each, and what is kept.
@Suite struct HostileSweepTests {
  struct Hostile: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Said in place of the declaration, or done before it.
    var hello = "say \"$hello\""
    /// What becomes of one of the four cells, whose `$id` is known.
    var cell = "answer"
    var options: [String] = []
    var status: Int32 = 71
    /// What is seen, numbers of lines and cells as N; nothing: no line.
    var line = ""
    var kept = 3
  }

  /// `answer` ends both seeds of a cell.
  private static let words = #"""
    echo $$ >> pids
    say() { printf '%s\n' "$1"; }
    seed() { say '{"id": '$id', "seed": '$1', "losses": [[0, 2], [10, '$2']]}'; }
    answer() { seed 0 1; seed 1 1; }
    hello='{"name": "t", "version": "1", "parameters": [{"name": "x", "kind": "whole", "low": 0, "high": 9, "default": 1}, {"name": "y", "kind": "whole", "low": 0, "high": 9, "default": 1}]}'

    """#

  private static func script(_ hostile: Hostile) -> String {
    words + "bad() {\n\(hostile.cell)\n}\nread -r line\n\(hostile.hello)\n"
      + #"""
      while read -r line; do
        case $line in
        *'"quit"'*) exit 0;;
        *'"train"'*)
          id=${line#*'"id": '}; id=${id%%,*}
          case $line in *'"x": 1, "y": 1'*|*'"y": 1, "x": 1'*) bad;; *) answer;; esac;;
        esac
      done
      """#
  }

  private func run(_ hostile: Hostile, in folder: Folder) throws -> PipedRun {
    try folder.write(Self.script(hostile), to: "train.sh")
    return try Program.piped(
      [
        "sweep", "--trainer", "sh train.sh", "--axis", "x=0:1:2", "--axis", "y=0:1:2", "--seeds", "2",
        "--jobs", "1", "--dir", "d", "--csv", "a.csv",
      ] + hostile.options, environment: ["XDG_STATE_HOME": folder.path("state")], directory: folder)
  }

  /// No process of any of them is left.
  private func checkNothingRuns(_ folder: Folder) throws {
    let pids = try folder.text("pids").split(separator: "\n").compactMap { pid_t($0) }
    #expect(!pids.isEmpty && pids.allSatisfy { kill($0, 0) != 0 && errno == ESRCH })
  }

  private static func shown(_ error: String) -> [String] {
    error.split(separator: "\n").map(String.init).filter { $0.hasPrefix("phase-tui: ") }.map {
      String($0.dropFirst("phase-tui: ".count)).replacing(#/(line|cell|row) \d+/#) { "\($0.output.1) N" }
    }
  }

  private static let failed = "1 cell has no result: "
  private static let output = failed + "line N of the trainer's output "
  private static let refused = "the trainer sh train.sh cannot be used: "

  static let inTraining = [
    Hostile(testDescription: "dies", cell: "exit 3", line: failed + "the trainer ended with status 3"),
    Hostile(
      testDescription: "dies within a line", cell: #"printf '{"id": '$id', "se'; exit 1"#,
      line: failed + "the trainer ended with status 1 within line N of its output"),
    Hostile(testDescription: "dies after the last seed", cell: "answer; exit 1", status: 0, kept: 4),
    Hostile(
      testDescription: "is silent", cell: "exec sleep 1000", options: ["--trainer-patience", "0.5"],
      line: failed + "the trainer printed no line for 0.5 s"),
    Hostile(
      testDescription: "chats on standard output", cell: "say 'Epoch 1/10'; answer",
      line: output + "is no message but \"Epoch 1/10\"; print what is none on standard error"),
    Hostile(
      testDescription: "chats on standard error", cell: "seq 200000 >&2; answer", status: 0, kept: 4),
    Hostile(
      testDescription: "answers an unknown cell", cell: "id=99; answer",
      line: output + "is about cell N, which is not in training"),
    Hostile(
      testDescription: "answers a seed twice", cell: "seed 0 1; answer",
      line: output + "is about seed 0 of cell N, which has ended already"),
    Hostile(testDescription: "answers a cell twice", cell: "answer; answer", status: 0, kept: 4),
    Hostile(
      testDescription: "prints NaN", cell: "seed 0 NaN",
      line: output + "has NaN, which JSON does not know; write \"nan\" in quotes"),
    Hostile(testDescription: "says nan", cell: #"seed 0 '"nan"'; seed 1 '"nan"'"#, status: 0, kept: 4),
    Hostile(
      testDescription: "prints what is not UTF-8", cell: #"printf '{"id": 1, "failed": "\377"}\n'"#,
      line: output + "is not UTF-8 text"),
    Hostile(
      testDescription: "prints 70 MB in a line", cell: #"head -c 70000000 /dev/zero | tr '\0' x; say"#,
      line: output + "has more than 64 MB; report fewer steps of the losses and quantities"),
    Hostile(
      testDescription: "fails a cell", cell: #"say '{"id": '$id', "failed": "out of memory"}'"#,
      line: failed + "out of memory"),
  ]

  @Test(arguments: inTraining) func losesItsCellAndNoOther(_ hostile: Hostile) throws {
    let folder = try Folder()
    let run = try run(hostile, in: folder)
    #expect(try run.waitForExit(timeout: 60) == .exited(hostile.status), "\(run.error)")
    #expect(Self.shown(run.error) == (hostile.line.isEmpty ? [] : [hostile.line]), "\(run.error)")
    let rows = try folder.text("a.csv").split(separator: "\n")
    #expect(rows.count == 1 + hostile.kept)
    #expect(rows.count { $0.contains(",divergent,") } == (hostile.testDescription == "says nan" ? 1 : 0))
    try checkNothingRuns(folder)
  }

  private static func declares(_ change: (from: String, to: String), _ problem: String) -> Hostile {
    Hostile(
      testDescription: "declares \(change.to)",
      hello: "printf '%s\\n' \"$hello\" | sed 's/\(change.from)/\(change.to)/'",
      line: refused + "line N of the trainer's output " + problem)
  }

  static let atTheStart = [
    Hostile(
      testDescription: "dies before it says what it is", hello: "echo no torch >&2; exit 3",
      line: refused + "the trainer ended with status 3; its last words: no torch; what it said on"),
    Hostile(
      testDescription: "says nothing", hello: "exec sleep 1000", options: ["--trainer-patience", "0.5"],
      line: refused + "the trainer printed no line for 0.5 s"),
    Hostile(
      testDescription: "greets", hello: "say hello",
      line: refused + "line N of the trainer's output is no message but \"hello\""),
    declares((#""name": "y""#, #""name": "x""#), "gives the name \"x\" twice"),
    declares((#""low": 0"#, #""low": 12"#), "has parameter 1 with \"low\" 12, which is above its"),
    declares((#""name": "x""#, #""name": "seed""#), "has parameter 1 with \"name\" \"seed\", which is"),
    declares((#""kind": "whole""#, #""kind": "int""#), "has parameter 1 with \"kind\" \"int\", which must"),
  ]

  @Test(arguments: atTheStart) func cannotBeUsed(_ hostile: Hostile) throws {
    let folder = try Folder()
    let run = try run(hostile, in: folder)
    #expect(try run.waitForExit(timeout: 60) == .exited(hostile.status), "\(run.error)")
    let shown = Self.shown(run.error)
    #expect(shown.count == 1 && shown.first?.hasPrefix(hostile.line) == true, "\(run.error)")
    #expect(!folder.names.contains("a.csv") && !folder.names.contains("d"))
    // Once is enough to see that.
    #expect(try folder.text("pids").split(separator: "\n").count == 1)
    try checkNothingRuns(folder)
  }

  @Test func answersWhatNobodyWantsAnyMore() throws {
    let folder = try Folder()
    let hostile = Hostile(
      testDescription: "", cell: "seed 0 1; echo > ready; read -r line; seed 1 1; answer")
    let run = try run(hostile, in: folder)
    let deadline = Deadline(seconds: 60)
    while !folder.names.contains("ready"), deadline.milliseconds > 0 { _ = try run.pass(seconds: 0.01) }
    run.signal(SIGINT)
    #expect(try run.waitForExit(timeout: 60) == .exited(130), "\(run.error)")
    let count = try folder.text("a.csv").split(separator: "\n").count - 1
    let cells = count == 1 ? "1 finished cells are" : "\(count) finished cells are"
    #expect(Self.shown(run.error) == ["interrupted; \(cells) in d and a.csv"], "\(run.error)")
    try checkNothingRuns(folder)
  }
}

import Archive
import Engine
import Foundation
import Testing

/// Studies that are kept in a directory, and what can be wrong with one.
@Suite(.serialized) struct StudyDirectoryTests {
  static let study = KillTests.study

  private func sweep(_ arguments: [String], in folder: Folder) throws -> PipedRun {
    let run = try Program.piped(["sweep"] + arguments, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    return run
  }

  // MARK: Resume

  /// The second start shows the picture of the first, and trains nothing for it.
  @Test func aStudyOpensWhereItWasLeft() throws {
    let folder = try Folder()
    let study = StudyFolder(folder)
    let session = try ExplorerSession.complete(
      ["--dir", "study"] + ExplorerSession.small, directory: folder)
    try session.type("r", until: "the finer cells") {
      $0.isComplete && $0.progress.total > ExplorerSession.smallCells
    }
    let left = try session.typeAndSettle("+lkc3t")
    #expect(try session.quit() == .exited(0))
    let records = study.size
    let again = try ExplorerSession.complete(["--dir", "study"], directory: folder)
    let found = try again.settle()
    #expect(found.rows == left.rows && found.cells == left.cells)
    #expect(try again.quit() == .exited(0))
    #expect(study.size == records && folder.names == ["study"])
  }

  /// Without `--dir` a study has a directory in the user's state, each its own.
  @Test func aStudyThatNobodyNamesIsKeptToo() throws {
    let folder = try Folder()
    let state = ["XDG_STATE_HOME": folder.path("state")]
    let session = try ExplorerSession.complete(environment: state, directory: folder)
    #expect(try session.quit() == .exited(0))
    let studies = folder.path("state/phase-tui/studies")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: studies).first { $0.hasPrefix("alpha-depth-") })
    let study = StudyFolder(folder, "state/phase-tui/studies/\(name)")
    #expect(try study.recorded().measurements.count == ExplorerSession.smallCells)
    let records = study.size
    let again = try ExplorerSession.complete(environment: state, directory: folder)
    #expect(try again.quit() == .exited(0))
    #expect(study.size == records && study.journals.count == 1)
    // The same cells of another study are taken from there.
    let other = try ExplorerSession.complete(
      ["--axis", "alpha=0.1:100:13", "--axis", "depth=1:16:5", "--set", "steps=20", "--seeds", "2"],
      environment: state, directory: folder)
    #expect(try other.quit() == .exited(0))
    let names = try FileManager.default.contentsOfDirectory(atPath: studies).filter { $0.hasPrefix("alpha") }
    let new = StudyFolder(folder, "state/phase-tui/studies/\(try #require(names.first { $0 != name }))")
    let known = Set(try study.lines().map(\.text))
    #expect(try new.lines().allSatisfy { known.contains($0.text) } && new.counts().count == 66)
  }

  @Test func saysThatNothingIsKept() throws {
    let session = try ExplorerSession.start(
      environment: ["HOME": "/dev/null", "XDG_STATE_HOME": ""], directory: Folder())
    try session.waitUntil("a word about it") { $0.contains("nothing is kept:") }
    try session.waitUntil("the complete grid") { $0.isComplete }
    #expect(try session.quit() == .exited(0))
  }

  /// The pace is that of the cells that are trained.
  @Test func whatWasRecordedHasNoPace() throws {
    let folder = try Folder()
    let first = try sweep(["--dir", "study"] + Self.study, in: folder)
    #expect(first.error.contains("cells/s") && !first.error.contains("recorded"), "\(first.error)")
    let again = try sweep(["--dir", "study"] + Self.study, in: folder)
    #expect(!again.error.contains("cells/s"), "\(again.error)")
    let words = again.error.split(separator: " ")
    let count = try #require(words.first?.split(separator: "/").first)
    #expect(words.contains("recorded") && words[2] == count, "\(again.error)")
  }

  // MARK: Damage

  /// Torn, foreign and changed lines are reported once, cost their own cells alone, and stay as they are.
  @Test(arguments: [[], ["--shard", "1/1"]])
  func badLinesArePassedOver(options: [String]) throws {
    let folder = try Folder()
    let whole = try sweep(["--dir", "study", "--csv", "a.csv"] + Self.study, in: folder)
    #expect(!whole.error.contains("passed over"))
    let study = StudyFolder(folder)
    let path = try #require(study.journals.first)
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let second = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
    bytes[second + 700] ^= 1
    bytes.insert(contentsOf: Array("{\"alien\":true}\nno JSON\n".utf8), at: second + 1)
    bytes.removeLast(300)
    try Data(bytes).write(to: URL(filePath: path))
    let run = try sweep(["--dir", "study", "--csv", "b.csv"] + Self.study + options, in: folder)
    #expect(run.error.components(separatedBy: "passed over").count == 2, "\(run.error)")
    #expect(run.error.contains("3 damaged lines and 1 that this version"), "\(run.error)")
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
    #expect([UInt8](try Data(contentsOf: URL(filePath: path))) == bytes)
    #expect(study.journals.count == 2)
    let export = try Program.piped(["export", "--dir", "study"], directory: folder)
    #expect(try export.waitForExit() == .exited(0))
    #expect(try export.output == folder.text("a.csv"))
    #expect(export.error.components(separatedBy: "\n").count == 2, "\(export.error)")
  }

  /// Somebody deletes the directory under a sweep: what this sweep measured is there again.
  @Test func aDeletedDirectoryComesBack() throws {
    let folder = try Folder()
    let study = StudyFolder(folder)
    let run = try Program.piped(
      ["sweep", "--dir", "study", "--csv", "a.csv", "--jobs", "1"] + ExplorerSession.small, directory: folder)
    for _ in 0..<3 {
      let before = study.size
      while study.size <= before { #expect(try run.pass(seconds: 0.001)) }
      // Under another name first: the sweep would make it again while it is being emptied.
      try FileManager.default.moveItem(atPath: study.path, toPath: folder.path("gone"))
      try FileManager.default.removeItem(atPath: folder.path("gone"))
    }
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    let export = try Program.piped(["export", "--dir", "study"], directory: folder)
    #expect(try export.waitForExit() == .exited(0) && export.error.isEmpty)
    #expect(try export.output == folder.text("a.csv"))
    #expect(try Table(export.output).rows.count == ExplorerSession.smallCells)
  }

  // MARK: Refusals

  static let toml = "name = \"a\"\ncolumns = { parameter = \"alpha\", low = 1, high = 10, count = 3 }\n"

  @Test(arguments: [
    ("sweep --dir d --set width=3", Int32(65), ["d: holds another study", "study.toml"]),
    ("--dir d --set width=3", 65, ["d: holds another study"]),
    ("sweep --dir e", 65, ["e/arithmetic", "slide-rule"]),
    ("export --dir no", 65, ["no: is not a study directory"]),
    ("export --dir empty", 65, ["empty: is not a study directory"]),
    ("rerun --dir empty 0123456789abcdef", 65, ["empty: is not a study directory"]),
    ("rerun --dir d 0123456789abcdef", 65, ["d: has no record"]),
    ("rerun --dir d 0123", 64, ["16 hexadecimal digits"]),
    ("--dir empty --view", 65, ["empty: is not a study directory"]),
    ("--view", 64, ["--view", "--dir"]),
    ("--dir d --view --seeds 3", 65, ["d: holds another study"]),
    ("sweep --dir d --study dimension-scale", 65, ["d: holds another study"]),
    ("sweep --dir file", 73, ["file: "]),
    ("sweep --dir t", 65, ["t/study.toml:1"]),
    ("sweep --dir d --reuse empty", 65, ["empty: is not a study directory"]),
    ("sweep --dir d --reuse n", 65, ["n: is measured in naive arithmetic"]),
    ("sweep --csv a.csv --reuse d", 64, ["--reuse", "--dir"]),
    ("sweep --dir d --shard 9/8", 64, ["--shard 9/8"]),
    ("sweep --csv a.csv --shard 1/8", 64, ["--shard 1/8", "--dir"]),
  ])
  func saysWhatIsWrong(_ command: String, status: Int32, words: [String]) throws {
    let folder = try Folder()
    let study = try Program.piped(["study", "alpha-depth"], directory: folder)
    #expect(try study.waitForExit() == .exited(0))
    let own = KernelChoice.available[0].numerics.rawValue
    for (name, arithmetic) in [("d", own), ("e", "slide-rule"), ("n", "naive")] {
      try folder.write(study.output, to: "\(name)/study.toml")
      try folder.write(arithmetic + "\n", to: "\(name)/arithmetic")
      try folder.write("", to: "\(name)/records/a.jsonl")
    }
    try folder.write("nmae = 3\n", to: "t/study.toml")
    try folder.write("fma\n", to: "t/arithmetic")
    try folder.write("", to: "empty/readme")
    try folder.write("", to: "file")
    let names = folder.names
    let run = try Program.piped(command.split(separator: " ").map(String.init), directory: folder)
    #expect(try run.waitForExit() == .exited(status), "\(run.error)")
    for word in words { #expect(run.error.contains(word), "\(run.error)") }
    #expect(run.error.hasSuffix("\n") && run.error.dropLast().allSatisfy { $0 != "\n" }, "\(run.error)")
    #expect(run.output.isEmpty && folder.names == names)
  }

  /// A directory in the other arithmetic takes a kernel of it, or says why not.
  @Test(.enabled(if: KernelChoice.available.contains { $0.name == "avx2" }, "needs two arithmetics"))
  func anotherArithmeticIsSaid() throws {
    let folder = try Folder()
    let first = try Program.piped(
      ["sweep", "--dir", "study"] + SweepCommandTests.small, environment: ["PHASE_TUI_KERNEL": "baseline"],
      directory: folder)
    #expect(try first.waitForExit(timeout: 120) == .exited(0), "\(first.error)")
    let forced = try Program.piped(
      ["sweep", "--dir", "study"], environment: ["PHASE_TUI_KERNEL": "avx2"], directory: folder)
    #expect(try forced.waitForExit() == .exited(65))
    #expect(forced.error.contains("study: is measured in mul-add arithmetic"), "\(forced.error)")
    #expect(forced.error.dropLast().allSatisfy { $0 != "\n" })
    let free = try sweep(["--dir", "study"], in: folder)
    #expect(free.error.contains("therefore the kernel is baseline"), "\(free.error)")
    #expect(StudyFolder(folder).journals.count == 1)
    let key = try #require(StudyFolder(folder).lines().first).record.key.description
    let rerun = try Program.piped(["rerun", "--dir", "study", key], directory: folder)
    #expect(
      try rerun.waitForExit() == .exited(0) && rerun.output.hasSuffix(": identical\n"), "\(rerun.output)")
  }

  // MARK: Reproduce and reuse

  @Test func aRecordIsTrainedAgain() throws {
    let folder = try Folder()
    _ = try sweep(["--dir", "study", "--csv", "a.csv"] + Self.study, in: folder)
    let study = StudyFolder(folder)
    let line = try #require(study.lines().dropFirst(9).first)
    let key = line.record.key.description
    func rerun(_ name: String) throws -> (status: ExitStatus, lines: [String]) {
      let run = try Program.piped(["rerun", "--dir", name, key], directory: folder)
      let status = try run.waitForExit()
      #expect(run.error.isEmpty, "\(run.error)")
      return (status, run.output.split(separator: "\n").map(String.init))
    }
    let same = try rerun("study")
    #expect(same.status == .exited(0) && same.lines.count == 1)
    #expect(same.lines.first?.hasSuffix(": identical") == true)

    // The second of two seeds, its loss after the seventh of ten steps; and a kernel of another name.
    let other = try study.emptyCopy(folder, "other")
    let was = line.record.origin
    let origin = RecordOrigin(kernel: "abacus", numerics: was.numerics, version: "0.0.0")
    try other.add([line.changed(origin) { $0[$0.count - 4] += 0.5 }], as: "a")
    let changed = try rerun("other")
    #expect(changed.status == .exited(1) && changed.lines.count == 3, "\(changed.lines)")
    #expect(changed.lines.first?.contains("recorded by the kernel abacus, this is \(was.kernel)") == true)
    #expect(changed.lines.dropFirst().first?.contains("recorded by version 0.0.0") == true)
    #expect(
      changed.lines.last?.contains("differs from step 7 on: seed 1 had the loss") == true, "\(changed.lines)")

    // An order parameter.
    let third = try study.emptyCopy(folder, "third")
    try third.add([line.changed { $0[7].negate() }], as: "a")
    let order = try rerun("third")
    #expect(order.status == .exited(1))
    #expect(order.lines.last?.contains("the losses are identical") == true, "\(order.lines)")
  }

  /// Cells that another study has are taken from it as they stand.
  @Test func anotherStudysCellsAreReused() throws {
    let folder = try Folder()
    let coarse = [
      "--axis", "alpha=0.1:100:4", "--axis", "depth=1:64:4", "--set", "width=4", "--set", "steps=10",
    ]
    let fine = [
      "--axis", "alpha=0.1:100:7", "--axis", "depth=1:64:7", "--set", "width=4", "--set", "steps=10",
    ]
    _ = try sweep(["--dir", "coarse"] + coarse, in: folder)
    _ = try sweep(["--csv", "a.csv"] + fine, in: folder)
    _ = try sweep(["--dir", "fine", "--reuse", "coarse", "--csv", "b.csv"] + fine, in: folder)
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
    let (old, new) = (try StudyFolder(folder, "coarse").lines(), try StudyFolder(folder, "fine").lines())
    // Sixteen of 49 cells and the companion, taken first.
    #expect(old.count == 17 && new.count == 50)
    #expect(Set(new.prefix(17).map(\.text)) == Set(old.map(\.text)))
    // Other numbers of seeds are other problems.
    _ = try sweep(
      ["--dir", "two", "--reuse", "coarse", "--csv", "2.csv", "--seeds", "2"] + coarse, in: folder)
    #expect(try Table(folder.text("2.csv")).rows.allSatisfy { $0["seeds"] == "2" })
    // They are not trained again: what they say counts.
    let forged = try StudyFolder(folder, "coarse").emptyCopy(folder, "forged")
    let line = try #require(old.first { $0.record.problem.shape.depth == 16 })
    try forged.add([line.changed { $0[1] = 4321 }], as: "a")
    _ = try sweep(["--dir", "believer", "--reuse", "forged", "--csv", "c.csv"] + fine, in: folder)
    let table = try Table(folder.text("c.csv"))
    #expect(table.numbers("output_spread").count { $0 == 4321 } == 1)
  }
}

import Engine
import Foundation
import Testing

/// Study directories that lost a file: what is missing is said, with the remedy, and no other study starts in them.
@Suite(.serialized) struct LostFileTests {
  static let options = ["--axis", "alpha=1:2:2", "--axis", "depth=1:2:2", "--set", "steps=2", "--seeds", "1"]
  private static let own = KernelChoice.available[0].numerics.rawValue

  private func run(
    _ arguments: [String], in folder: Folder, ends status: Int32, saying words: [String] = []
  ) throws -> PipedRun {
    let run = try Program.piped(arguments, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(status), "\(arguments): \(run.error)")
    for word in words { #expect(run.error.contains(word), "\(arguments): \(run.error)") }
    if status != 0 { #expect(run.error.split(separator: "\n").count == 1, "\(run.error)") }
    return run
  }

  private func remove(_ name: String, from study: StudyFolder) throws {
    try FileManager.default.removeItem(atPath: "\(study.path)/\(name)")
  }

  private static let readers = [
    ["export", "--dir", "study"], ["rerun", "--dir", "study", "0123456789abcdef"],
    ["sweep", "--dir", "other", "--reuse", "study"], ["--dir", "study", "--view"],
  ]

  @Test func arithmetic() throws {
    let folder = try Folder()
    let study = StudyFolder(folder)
    _ = try run(["sweep", "--dir", "study", "--csv", "a.csv"] + Self.options, in: folder, ends: 0)
    try remove("arithmetic", from: study)
    let contents = study.contents
    for command in Self.readers + [["sweep", "--dir", "study"], ["sweep", "--dir", "study"] + Self.options] {
      _ = try run(
        command, in: folder, ends: 65,
        saying: [
          "study: its file arithmetic is missing", "(in the directory: echo \(Self.own) > arithmetic)",
        ])
    }
    #expect(study.contents == contents)
    // The remedy.
    try folder.write("\(Self.own)\n", to: "study/arithmetic")
    let again = try run(["sweep", "--dir", "study", "--csv", "b.csv"], in: folder, ends: 0)
    #expect(try folder.text("a.csv") == folder.text("b.csv") && !again.error.contains("cells/s"))
  }

  @Test func records() throws {
    let folder = try Folder()
    let study = StudyFolder(folder)
    _ = try run(["sweep", "--dir", "study"] + Self.options, in: folder, ends: 0)
    for command in [["export", "--dir", "study"], ["sweep", "--dir", "study"]] {
      try remove("records", from: study)
      _ = try run(
        command, in: folder, ends: 0, saying: ["study/records is missing, and every finished cell with it"])
      try FileManager.default.createDirectory(atPath: study.records, withIntermediateDirectories: true)
    }
  }

  /// A directory that somebody made by hand, for its first sweep.
  @Test func arithmeticThatNothingNeedsYet() throws {
    let folder = try Folder()
    let whole = try run(["study", "alpha-depth"], in: folder, ends: 0)
    let small = whole.output.replacing(#/count = \d+/#, with: "count = 2")
    try folder.write(small, to: "study/study.toml")
    _ = try run(["export", "--dir", "study"], in: folder, ends: 65, saying: ["the next sweep writes it"])
    _ = try run(
      ["sweep", "--dir", "study", "--csv", "a.csv"], in: folder, ends: 0,
      saying: ["arithmetic was missing and is made again"])
    #expect(try Table(folder.text("a.csv")).rows.count == 4)
    #expect(try folder.text("study/arithmetic") == "\(Self.own)\n")
  }

  @Test func studyFile() throws {
    let folder = try Folder()
    let study = StudyFolder(folder)
    _ = try run(["sweep", "--dir", "study", "--csv", "a.csv"] + Self.options, in: folder, ends: 0)
    let toml = try folder.text("study/study.toml")
    try remove("study.toml", from: study)
    let contents = study.contents
    // The default study, and one that differs in a parameter.
    let others = [
      ["sweep", "--dir", "study"], ["sweep", "--dir", "study", "--set", "width=8"] + Self.options,
    ]
    for command in Self.readers + others + [["--dir", "study"]] {
      _ = try run(
        command, in: folder, ends: 65,
        saying: ["study: its study.toml is missing", "copy it from another copy", "steps=2", "seeds=1"])
    }
    #expect(study.contents == contents)
    // The remedy: the command line of then.
    let again = try run(
      ["sweep", "--dir", "study", "--csv", "b.csv"] + Self.options, in: folder, ends: 0,
      saying: ["study: study.toml was missing and is made again"])
    #expect(try folder.text("a.csv") == folder.text("b.csv") && !again.error.contains("cells/s"))
    #expect(try folder.text("study/study.toml") == toml)
  }

  @Test(arguments: [["X.npy"], ["Y.npy"], ["X.npy", "Y.npy"]])
  func ownData(names: [String]) throws {
    let folder = try Folder()
    let study = StudyFolder(folder)
    _ = try run(
      ["train", "--seeds", "1", "--samples", "4", "--dump", "data"], in: folder, ends: 0)
    _ = try run(
      ["train", "--seeds", "1", "--samples", "4", "--data-seed", "7", "--dump", "alien"], in: folder, ends: 0)
    let data = ["--data", "data/X.npy", "data/Y.npy"]
    _ = try run(["sweep", "--dir", "study", "--csv", "a.csv"] + Self.options + data, in: folder, ends: 0)
    for name in names { try remove(name, from: study) }
    let contents = study.contents
    for command in Self.readers + [["sweep", "--dir", "study"], ["sweep", "--dir", "study"] + Self.options] {
      _ = try run(
        command, in: folder, ends: 65, saying: ["study: its \(names.joined(separator: " and "))", "--data"])
    }
    // Others than those of the records.
    let alien = ["--data", "alien/X.npy", "alien/Y.npy"]
    _ = try run(["sweep", "--dir", "study"] + alien, in: folder, ends: 65, saying: names)
    #expect(study.contents == contents)
    // Both remedies.
    if names.count == 1 {
      try folder.data("data/\(names[0])").write(to: URL(filePath: folder.path("study/\(names[0])")))
    } else {
      _ = try run(["sweep", "--dir", "study"] + data, in: folder, ends: 0, saying: ["is made again"])
    }
    let again = try run(["sweep", "--dir", "study", "--csv", "b.csv"], in: folder, ends: 0)
    #expect(try folder.text("a.csv") == folder.text("b.csv") && !again.error.contains("cells/s"))
    // Data of another study put there by hand.
    for name in names {
      try remove(name, from: study)
      try folder.data("alien/\(name)").write(to: URL(filePath: folder.path("study/\(name)")))
    }
    _ = try run(["export", "--dir", "study"], in: folder, ends: 65, saying: ["not those that its records"])
  }
}

import Archive
import Foundation
import TestSupport
import Testing

/// `kill -9` at any moment costs nothing but what was in training.
@Suite(.serialized) struct KillTests {
  /// Some seventy cells over all regimes, two seeds each.
  static let study = [
    "--axis", "alpha=0.1:100:10", "--axis", "depth=1:64:4", "--set", "width=4", "--set", "steps=10",
    "--seeds", "2", "--refine", "1",
  ]

  /// An undisturbed sweep, and what it leaves.
  struct Reference {
    let csv: String
    let size: Int
    let seconds: Double
  }

  static func reference(in folder: Folder) throws -> Reference {
    let start = ContinuousClock.now
    let study = StudyFolder(folder, "reference")
    let csv = try Self.csv(folder, "reference")
    return Reference(csv: csv, size: study.size, seconds: start.duration(to: .now) / .seconds(1))
  }

  /// Sweeps to the end.
  static func csv(_ folder: Folder, _ name: String, _ options: [String] = []) throws -> String {
    let run = try Program.piped(
      ["sweep", "--dir", name, "--csv", "\(name).csv"] + study + options, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    return try folder.text("\(name).csv")
  }

  static func export(_ folder: Folder, _ name: String) throws -> String {
    let run = try Program.piped(["export", "--dir", name], directory: folder)
    // A kill in the middle of a write leaves a torn line, which is told and costs nothing.
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    #expect(run.error.split(separator: "\n").allSatisfy { $0.contains(": passed over ") }, "\(run.error)")
    return run.output
  }

  /// When a program is killed.
  enum Moment {
    case recorded(Int)
    case passed(seconds: Double)
  }

  /// Kills the program then; `false` if it had ended.
  static func kill(_ run: PipedRun, at moment: Moment, of study: StudyFolder) throws -> Bool {
    var isAlive = true
    switch moment {
    case .recorded(let size): while isAlive, study.size < size { isAlive = try run.pass(seconds: 0.001) }
    case .passed(let seconds): isAlive = try run.pass(seconds: seconds)
    }
    run.signal(SIGKILL)
    return try run.waitForExit() == .killed(signal: SIGKILL)
  }

  @Test(arguments: [1, 2]) func aKilledSweepGoesOn(jobs: Int) throws {
    let folder = try Folder()
    let reference = try Self.reference(in: folder)
    #expect(try Self.export(folder, "reference") == reference.csv)
    var random = SplitMix(state: UInt64(jobs))
    var kills = 0
    for index in 0..<25 {
      let study = StudyFolder(folder, "\(index)")
      let run = try Program.piped(
        ["sweep", "--dir", "\(index)", "--jobs", "\(jobs)"] + Self.study, directory: folder)
      let moment =
        index % 3 == 0
        ? Moment.passed(seconds: .random(in: 0...reference.seconds, using: &random))
        : .recorded(.random(in: 0...reference.size, using: &random))
      if try Self.kill(run, at: moment, of: study) { kills += 1 }
      let kept = try study.counts()
      #expect(try Self.csv(folder, "\(index)", ["--jobs", "\(jobs)"]) == reference.csv, "\(moment)")
      let all = try study.counts()
      // What was kept is not trained again.
      #expect(kept.keys.allSatisfy { all[$0] == 1 } && all.values.allSatisfy { $0 == 1 }, "\(moment)")
      #expect(try Self.export(folder, "\(index)") == reference.csv)
    }
    #expect(kills >= 15)
  }

  /// Starts all shares again and again until each of them says that it is done.
  private func finish(_ shares: Int, in folder: Folder, _ name: String) throws {
    for _ in 0..<8 {
      let runs = try (1...shares).map { try start($0, of: shares, folder, name) }
      let statuses = try runs.map { try $0.waitForExit(timeout: 120) }
      #expect(statuses.allSatisfy { [.exited(0), .exited(75)].contains($0) }, "\(runs.map(\.error))")
      if statuses.allSatisfy({ $0 == .exited(0) }) { return }
    }
    Issue.record("the shares did not come to an end")
  }

  private func start(_ index: Int, of shares: Int, _ folder: Folder, _ name: String) throws -> PipedRun {
    try Program.piped(
      ["sweep", "--dir", name, "--jobs", "1", "--shard", "\(index)/\(shares)"] + Self.study, directory: folder
    )
  }

  @Test func sharesMakeTheSameBytes() throws {
    let folder = try Folder()
    let reference = try Self.reference(in: folder)
    try finish(8, in: folder, "shares")
    #expect(try Self.export(folder, "shares") == reference.csv)
    let size = StudyFolder(folder, "shares").size
    // What is finished is not done again.
    try finish(8, in: folder, "shares")
    #expect(StudyFolder(folder, "shares").size == size)
  }

  @Test func killedSharesMakeTheSameBytes() throws {
    let folder = try Folder()
    let reference = try Self.reference(in: folder)
    var random = SplitMix(state: 8)
    let study = StudyFolder(folder, "shares")
    let runs = try (1...8).map { try start($0, of: 8, folder, "shares") }
    for index in [1, 4, 6] {
      _ = try Self.kill(
        runs[index], at: .recorded(.random(in: 0...reference.size / 2, using: &random)), of: study)
    }
    for (index, run) in runs.enumerated() where ![1, 4, 6].contains(index) {
      try run.waitForExit(timeout: 120)
    }
    try finish(8, in: folder, "shares")
    #expect(try Self.export(folder, "shares") == reference.csv)
    #expect(try study.recorded().disagreements.isEmpty)
  }

  /// Two who know nothing of each other fill one directory.
  @Test func twoWritersMakeTheSameBytes() throws {
    let folder = try Folder()
    let reference = try Self.reference(in: folder)
    let runs = try ["a.csv", "b.csv"].map { csv in
      try Program.piped(["sweep", "--dir", "both", "--csv", csv] + Self.study, directory: folder)
    }
    for run in runs { #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)") }
    #expect(try folder.text("a.csv") == reference.csv && folder.text("b.csv") == reference.csv)
    #expect(try Self.export(folder, "both") == reference.csv)
    #expect(StudyFolder(folder, "both").journals.count <= 2)
  }

  /// Whatever the screen has shown as finished is in the records.
  @Test func whatTheScreenHasShownIsKept() throws {
    var random = SplitMix(state: 3)
    for _ in 0..<6 {
      let folder = try Folder()
      let study = StudyFolder(folder)
      let session = try ExplorerSession.start(
        ["--dir", "study"] + ExplorerSession.small, directory: folder)
      let cells = Int.random(in: 1...ExplorerSession.smallCells - 1, using: &random)
      let shown = try session.waitUntil("\(cells) cells") { $0.progress.done >= cells }
      session.signal(SIGKILL)
      #expect(try session.waitForExit() == .killed(signal: SIGKILL))
      #expect(try study.recorded().measurements.count >= session.screen.progress.done)
      #expect(shown.progress.done >= cells)
      let again = try ExplorerSession.complete(["--dir", "study"], directory: folder)
      #expect(try again.quit() == .exited(0))
      #expect(try study.counts().values.allSatisfy { $0 == 1 })
    }
  }
}

import Foundation
import Testing

/// Diagrams of every kind of network.
@Suite struct BlockSweepTests {
  static let networks = [
    ["--block", "heads", "--samples", "4"],
    ["--block", "transformer", "--samples", "4", "--mask", "causal", "--norm", "rms", "--optimizer", "adam"],
    ["--loss", "cross-entropy", "--task", "classes", "--samples", "12", "--batch", "5", "--test", "6"],
    ["--embedding", "trained", "--eta", "0.25", "--optimizer", "momentum"],
  ]

  private func start(_ arguments: [String], in folder: Folder) throws -> PipedRun {
    try Program.piped(
      [
        "sweep", "--axis", "alpha=0.1:30:4", "--axis", "depth=1:16:3", "--width", "4", "--steps", "10",
        "--seeds", "3",
      ] + arguments, directory: folder)
  }

  /// One worker, four, and eight shares write the same bytes.
  @Test(arguments: networks) func workersAndSharesChangeNoByte(_ network: [String]) throws {
    let folder = try Folder()
    for jobs in ["1", "4"] {
      let run = try start(network + ["--jobs", jobs, "--csv", "\(jobs).csv"], in: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    }
    for share in 1...8 {
      let run = try start(network + ["--jobs", "1", "--dir", "d", "--shard", "\(share)/8"], in: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    }
    let export = try Program.piped(["export", "--dir", "d", "--out", "8.csv"], directory: folder)
    #expect(try export.waitForExit() == .exited(0), "\(export.error)")
    let one = try folder.text("1.csv")
    #expect(try one.split(separator: "\n").count == 13 && folder.text("4.csv") == one)
    #expect(try folder.text("8.csv") == one)
  }

  /// M follows from the budget, and takes the place of the one that a study fixes.
  @Test func aBudgetSetsTheWidth() throws {
    let train = try Program.piped(
      ["train", "--budget", "5120", "--depth", "8", "--steps", "2", "--seeds", "1", "--json"],
      directory: Folder())
    #expect(try train.waitForExit(timeout: 120) == .exited(0), "\(train.error)")
    let report = try JSONSerialization.jsonObject(with: Data(train.output.utf8)) as? [String: Any]
    #expect(report?["width"] as? Int == 64)
    let folder = try Folder()
    let sweep = try Program.piped(
      [
        "sweep", "--set", "budget=640", "--axis", "depth=1:8:4", "--axis", "alpha=1", "--steps", "2",
        "--seeds", "1",
        "--csv", "a.csv",
      ], directory: folder)
    #expect(try sweep.waitForExit(timeout: 120) == .exited(0), "\(sweep.error)")
    let rows = try folder.text("a.csv").split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { "\($0[1]) \($0[2])" } == ["1 64", "2 32", "4 16", "8 8"])
  }

  @Test func dumpsHaveTheArraysOfTheirBlocks() throws {
    let folder = try Folder()
    let run = try Program.piped(
      [
        "train", "--block", "transformer", "--samples", "3", "--depth", "2", "--width", "5", "--steps", "2",
        "--seeds", "1", "--embedding", "fixed", "--dump", "d",
      ], directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path("d")))
    let weights = ["Q", "K", "W", "O", "U", "V", "WE", "WU"]
    #expect(
      names
        == Set((["X", "Y", "output", "tangent"] + weights + weights.map { $0 + "0" }).map { $0 + ".npy" }))
  }

  @Test(arguments: [
    (["--heads", "3"], "heads is of a transformer; say --block transformer"),
    (["--mask", "causal"], "mask is of attention heads"),
    (["--block", "heads", "--activation", "relu"], "attention heads have no activation; leave it out"),
    (["--loss", "cross-entropy", "--embedding", "none"], "say --embedding fixed or trained"),
    (["--task", "copy", "--tokens", "1"], "the task copy is of sequences; say --tokens 2 or more"),
    (["--set", "budget=100"], "it must be from 1 to 1000000"),
  ]) func whatANetworkLacksIsRefused(_ options: [String], _ words: String) throws {
    let run = try Program.piped(["train"] + options, directory: Folder())
    #expect(try run.waitForExit() != .exited(0))
    #expect(run.error.contains(words) && run.error.split(separator: "\n").count == 1, "\(run.error)")
  }
}

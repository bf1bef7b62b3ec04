import Foundation
import Testing

/// `--batch`.
@Suite(.serialized) struct BatchOptionTests {
  private func run(_ arguments: [String], in folder: Folder, status: Int32 = 0) throws -> PipedRun {
    let run = try Program.piped(arguments, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(status), "\(run.error)")
    return run
  }

  private func losses(_ arguments: [String], in folder: Folder) throws -> [Double] {
    let text = try run(["train", "--seeds", "2", "--json"] + arguments, in: folder).output
    let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    return try #require(report["losses"] as? [Double])
  }

  @Test func aBatchOfAllSamplesChangesNothing() throws {
    let folder = try Folder()
    let whole = try losses([], in: folder)
    #expect(try losses(["--batch", "10"], in: folder) == whole)
    let some = try losses(["--batch", "3"], in: folder)
    #expect(some[0] == whole[0] && some[1] != whole[1] && some[50] < whole[0] / 2)
  }

  /// A column where any cell has one, and one training a line of steps.
  @Test func aSweepKeepsIt() throws {
    let folder = try Folder()
    let sweep = [
      "sweep", "--axis", "alpha=1:10:2", "--axis", "steps=2:20:3", "--depth", "4", "--samples", "30",
      "--batch",
      "7", "--seeds", "2", "--dir", "d", "--csv", "a.csv", "--measure", "tangent",
    ]
    _ = try run(sweep, in: folder)
    let table = try Table(try folder.text("a.csv"))
    #expect(table.numbers("batch") == [Double](repeating: 7, count: 6))
    #expect(table.numbers("tangent_distance").allSatisfy { $0 > 0 })
    let records = try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records"))
    _ = try run(Array(sweep.dropLast(4)) + ["--csv", "b.csv"], in: folder)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records")) == records)
    // A cell alone is the same.
    let lone = try losses(
      ["--alpha", "10", "--depth", "4", "--samples", "30", "--batch", "7", "--steps", "20"], in: folder)
    let last = zip(zip(table.numbers("alpha"), table.numbers("steps")), table.numbers("loss_final"))
      .first { $0.0 == (10, 20) }
    #expect(try abs(#require(last).1 / #require(lone.last) - 1) < 1e-6)
  }

  @Test func whatIsNoNumberOfSamplesIsRefused() throws {
    let folder = try Folder()
    for batch in ["-1", "x", "1000001"] {
      let refused = try run(["train", "--batch", batch], in: folder, status: 64)
      #expect(refused.error.contains("batch"), "\(refused.error)")
    }
  }
}

import Foundation
import Testing

/// `sweep --draws` and `export --draws`.
@Suite(.serialized) struct BoundaryDrawTests {
  private static let small = [
    "--axis", "alpha=1.5:30:7", "--axis", "depth=40:100:2", "--set", "width=32", "--set", "dimension=5",
    "--samples", "8", "--steps", "10",
  ]

  private func run(_ arguments: [String], in folder: Folder, status: Int32 = 0) throws -> PipedRun {
    let run = try Program.piped(arguments, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(status), "\(run.error)")
    return run
  }

  private struct Constant: Decodable, Equatable {
    var constant: Double
    var interval: [Double]
    var draws: Int
    var seeds: Int
    var lines: Int
  }

  private struct Meta: Decodable { var boundaries: [String: Constant] }

  private func constants(_ name: String, in folder: Folder) throws -> [String: Constant] {
    try JSONDecoder().decode(Meta.self, from: Data(folder.text("\(name).meta.json").utf8)).boundaries
  }

  /// What the draws give together is what sweeps of their own give one by one.
  @Test func drawsAreThoseOfSweepsOfTheirOwn() throws {
    let folder = try Folder()
    let words = try run(
      ["sweep", "--dir", "d", "--draws", "3", "--csv", "all.csv", "--seeds", "4"] + Self.small, in: folder)
    #expect(words.error.contains("90 % over 3 draws of data and weights"))
    let all = try constants("all.csv", in: folder)
    let each = try (0..<3).map { draw in
      let seeds = ["--seeds", "4", "--seed", "\(4 * draw)", "--data-seed", "\(draw)"]
      let lone = try run(["sweep", "--csv", "\(draw).csv"] + seeds + Self.small, in: folder)
      #expect(lone.error.contains("90 % over 4 seeds, of these data alone"))
      return try constants("\(draw).csv", in: folder)
    }
    for name in ["lazy", "divergent"] {
      let found = try #require(all[name])
      #expect((found.draws, found.seeds, found.lines) == (3, 4, 2))
      let logs = try each.map { Foundation.log(try #require($0[name]).constant) }
      let mean = logs.reduce(0, +) / 3
      // Their own lines may lie between other cells.
      #expect(abs(found.constant / Foundation.exp(mean) - 1) < 0.02, "\(name)")
      let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
      let half = Foundation.log(found.interval[1] / found.interval[0]) / 2
      #expect(abs(half / (2.92 * deviation / 3.0.squareRoot()) - 1) < 0.35, "\(name)")
    }
  }

  @Test func theyAreKeptAndWrittenAgain() throws {
    let folder = try Folder()
    let sweep = ["sweep", "--dir", "d", "--draws", "3", "--csv", "a.csv", "--seeds", "2"] + Self.small
    _ = try run(sweep, in: folder)
    let first = try constants("a.csv", in: folder)
    let records = try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records"))
    _ = try run(sweep, in: folder)
    #expect(try constants("a.csv", in: folder) == first)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records")) == records)
    _ = try run(["export", "--dir", "d", "--draws", "3", "--out", "b.svg"], in: folder)
    #expect(try constants("b.svg", in: folder) == first)
    #expect(try folder.text("b.svg").contains("measured, draw 1 of 3; S = "))
    #expect(try folder.text("b.svg").contains(") over all<") && !folder.text("b.svg").contains("these data"))
    // Of the first draw alone, and of more than there are.
    _ = try run(["export", "--dir", "d", "--out", "c.svg"], in: folder)
    #expect(try constants("c.svg", in: folder)["lazy"]?.draws == 1)
    #expect(try folder.text("c.svg").contains("), these data<"))
    let refused = try run(["export", "--dir", "d", "--draws", "4", "--out", "e.svg"], in: folder, status: 64)
    #expect(refused.error.contains("cells of draw 4; measure them with phase-tui sweep --dir d --draws 4"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("e.svg")))
  }

  @Test(arguments: [
    (["--draws", "0"], "the number"), (["--draws", "65"], "1 to 64"),
    (["--draws", "2", "--dir", "d", "--shard", "1/2"], "cannot be combined with --shard"),
    (["--draws", "2", "--data-seed", "9007199254740992"], "smaller first seeds"),
  ])
  func whatCannotBeDrawnIsRefused(_ arguments: [String], _ words: String) throws {
    let folder = try Folder()
    let run = try run(["sweep", "--csv", "a.csv"] + Self.small + arguments, in: folder, status: 64)
    #expect(run.error.contains(words), "\(run.error)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("a.csv")))
  }
}

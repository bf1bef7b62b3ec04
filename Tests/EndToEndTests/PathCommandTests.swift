import Foundation
import Testing

/// `phase-tui path`.
@Suite struct PathCommandTests {
  private func objects(_ arguments: [String], in folder: Folder) throws -> [[String: Any]] {
    let run = try Program.piped(arguments, directory: folder)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    let found = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(found as? [[String: Any]] ?? (found as? [String: Any]).map { [$0] })
  }

  /// Every cell is what `train` measures there, to the last digit.
  @Test func measuresWhatTrainMeasures() throws {
    let folder = try Folder()
    try folder.write("alpha = \"L^0.25\"\neta = \"depth^-0.5\"\n", to: "own.toml")
    let common = ["--width", "5", "--steps", "8", "--seeds", "3"]
    let along = try objects(
      [
        "path", "depth-mup", "own.toml", "--json", "--from", "alpha=3,depth=2", "--to", "depth=18",
        "--points", "3",
      ]
        + common, in: folder)
    #expect(
      along.map { $0["path"] as? String } == ["depth-mup", "depth-mup", "depth-mup", "own", "own", "own"])
    #expect(along.map { $0["depth"] as? Int } == [2, 6, 18, 2, 6, 18])
    #expect(along.map { $0["alpha"] as? Double } == [3, 5.19615, 9, 3, 3.94822, 5.19615])
    #expect(along.map { $0["eta"] as? Double } == [1, 1, 1, 1, 0.57735, 0.333333])
    for cell in along {
      let values = ["alpha", "depth", "eta"].flatMap { ["--\($0)", "\(cell[$0] ?? "")"] }
      let alone = try objects(["train", "--json"] + values + common, in: folder)
      var expected = cell
      expected["path"] = nil
      #expect(NSDictionary(dictionary: expected) == NSDictionary(dictionary: alone[0]), "\(values)")
    }
  }

  /// From α = 1, L = 2 at M = 64: features keep moving along CompleteP, and stop along depth-μP while the noise stays.
  @Test func showsWhatCompletePIsFor() throws {
    let cells = try objects(
      [
        "path", "completep", "depth-mup", "standard", "--to", "depth=512", "--points", "3", "--width", "64",
        "--json",
      ], in: Folder())
    func values(_ column: String) -> [Double] { cells.compactMap { $0[column] as? Double } }
    let (updates, noise) = (values("relative_feature_update"), values("initial_displacement"))
    try #require(updates.count == 9 && noise.count == 9)
    for (update, expected) in zip(updates, [0.996, 1, 1, 0.996, 0.279, 0.068]) {
      #expect(abs(update - expected) < 0.05 * expected, "\(updates)")
    }
    for displacement in noise[3..<6] { #expect((0.15...0.21).contains(displacement), "\(noise)") }
    #expect(cells.compactMap { $0["letter"] as? String } == ["F", "F", "F", "F", "L", "L", "F", "N", "N"])
  }

  @Test func printsATableAndWritesFiles() throws {
    let folder = try Folder()
    let run = try Program.piped(
      [
        "path", "completep", "standard", "--to", "depth=8", "--points", "2", "--width", "4", "--steps", "4",
        "--csv",
        "p.csv", "--svg", "p.svg",
      ], directory: folder)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 7 && lines[0] == "completep: α stays" && lines[1] == "standard: α ∝ L")
    let words = lines.dropFirst(2).map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    #expect(words[0].prefix(4) == ["path", "L", "α", "S"] && words[0].last == "regime")
    #expect(
      words.dropFirst().map { Array($0.prefix(4)) } == [
        ["completep", "2", "1", "1"], ["completep", "8", "1", "1"], ["standard", "2", "1", "1"],
        ["standard", "8", "4", "4"],
      ])
    #expect(try folder.text("p.csv").split(separator: "\n").count == 5)
    #expect(try folder.text("p.csv").hasPrefix("path,alpha,depth,"))
    for file in ["p.csv", "p.svg"] {
      let data = Data(try folder.text("\(file).meta.json").utf8)
      let meta = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let command = try #require(meta["command"] as? [String])
      #expect(command.contains("path") && command.contains(file))
      #expect(meta["format"] as? String == String(file.suffix(3)) && meta["kernels"] is [String])
      #expect((meta["paths"] as? [String: String])?.isEmpty == false && meta["study"] is String)
    }
    #expect(try folder.text("p.svg").hasPrefix("<svg "))
  }

  @Test func theNumberOfWorkersDoesNotMatter() throws {
    let outputs = try ["1", "3"].map { jobs in
      let run = try Program.piped(
        [
          "path", "completep", "depth-mup", "--to", "depth=16", "--width", "4", "--steps", "6", "--json",
          "--jobs", jobs,
        ],
        directory: try Folder())
      #expect(try run.waitForExit() == .exited(0))
      return run.output
    }
    #expect(outputs[0] == outputs[1] && outputs[0].contains("\"depth-mup\""))
  }

  @Test(arguments: [
    (
      ["path", "depth-mpu"], "path: unknown path \"depth-mpu\"; did you mean \"depth-mup\"? (or a TOML file)",
      64
    ),
    (["path", "standard", "mup"], "path mup: there are two paths called standard; leave one out", 64),
    (["path", "bad.toml"], "bad.toml:2: unknown size \"dpeth\"; did you mean \"depth\"?", 65),
    (["path", "no.toml"], "no.toml: cannot be read: No such file or directory", 65),
    (
      ["path", "standard", "--to", "alpha=3"],
      "--to alpha=3: alpha is no size; a path goes to depth, width, dimension", 64
    ),
    (
      ["path", "standard", "--from", "depth=512"],
      "--to depth=512: the paths begin there; say where they go to", 64
    ),
    (
      ["path", "standard", "--from", "alhpa=1"],
      "--from alhpa=1: unknown parameter \"alhpa\"; did you mean \"alpha\"?", 64
    ),
    (
      ["path", "standard", "--from", "alpha=2", "--alpha", "1"],
      "--alpha 1: --from alpha=2 says something else; leave one of them out", 64
    ),
    (
      ["path", "standard", "--points", "1"],
      "--points 1: the number of cells along a path must be from 2 to 1000", 64
    ),
    (["path", "standard", "--csv", "p.svg"], "--csv p.svg: ", 64),
  ])
  func refusesInOneLine(arguments: [String], message: String, status: Int32) throws {
    let folder = try Folder()
    try folder.write("name = \"bad\"\nalpha = \"dpeth\"\n", to: "bad.toml")
    let run = try Program.piped(arguments, directory: folder)
    #expect(try run.waitForExit() == .exited(status))
    #expect(
      run.error.hasPrefix("phase-tui: \(message)") && run.error.split(separator: "\n").count == 1,
      "\(run.error)")
    #expect(run.output.isEmpty && folder.names == ["bad.toml"])
  }

  @Test func interruptedItWritesNothing() throws {
    let folder = try Folder()
    let run = try Program.piped(
      ["path", "standard", "--to", "depth=20000", "--width", "256", "--csv", "p.csv"], directory: folder)
    try run.waitUntil("the first cells") { $0.error.contains(" cells") }
    run.signal(SIGINT)
    #expect(try run.waitForExit() == .exited(130))
    #expect(run.error.contains("phase-tui: interrupted; nothing is written"), "\(run.error)")
    #expect(folder.names.isEmpty && run.output.isEmpty)
  }
}

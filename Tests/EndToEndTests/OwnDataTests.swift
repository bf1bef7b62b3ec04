import Archive
import Foundation
import Testing

/// `--data` with arrays that NumPy, or `train --dump`, has written.
@Suite(.serialized) struct OwnDataTests {
  /// A folder with `d/X.npy` and `d/Y.npy`, 4 samples of dimension 6.
  private func data() throws -> Folder {
    let folder = try Folder()
    let run = try Program.piped(
      ["train", "--dimension", "6", "--samples", "4", "--depth", "2", "--steps", "2", "--dump", "d"],
      directory: folder)
    try #require(try run.waitForExit() == .exited(0))
    return folder
  }

  private static let option = ["--data", "d/X.npy", "d/Y.npy"]

  /// The same numbers as the Gaussian data that the files hold.
  @Test func givesTheResultsOfItsNumbers() throws {
    let folder = try data()
    let own = try Program.piped(
      ["sweep"] + SweepCommandTests.small + Self.option + ["--csv", "own.csv"], directory: folder)
    #expect(try own.waitForExit() == .exited(0), "\(own.error)")
    let drawn = try Program.piped(
      ["sweep"] + SweepCommandTests.small + [
        "--set", "dimension=6", "--set", "samples=4", "--csv", "drawn.csv",
      ],
      directory: folder)
    #expect(try drawn.waitForExit() == .exited(0), "\(drawn.error)")
    let (a, b) = (try Table(folder.text("own.csv")), try Table(folder.text("drawn.csv")))
    #expect(a.rows.allSatisfy { $0["data_seed"] == "" && $0["dimension"] == "6" && $0["samples"] == "4" })
    for column in ["regime", "loss_final", "relative_feature_update", "output_spread"] {
      #expect(a.rows.map { $0[column] } == b.rows.map { $0[column] })
    }
  }

  /// Columns of any place and size, one of which does not vary, and held-out samples by the same numbers.
  @Test func standardisesColumns() throws {
    let folder = try Folder()
    func write(_ name: String, _ rows: [[Float]]) throws {
      let array = NumPyFile(shape: [rows.count, 3], values: rows.flatMap(\.self))
      try Data(array.bytes).write(to: URL(filePath: folder.path(name)))
    }
    let x: [[Float]] = [[100, 5, 0.1], [300, 5, 0.2], [500, 5, 0.6]]
    let y: [[Float]] = [[1, 2, 30], [2, 2, 10], [6, 2, 20]]
    try write("X.npy", x)
    try write("Y.npy", y)
    try write("Z.npy", [[700, 7, 0.3]])
    try write("T.npy", [[3, 3, 40]])
    let arguments = [
      "train", "--data", "X.npy", "Y.npy", "--standardise", "--test-data", "Z.npy", "T.npy", "--depth", "2",
      "--steps", "2", "--dump", "d", "--json",
    ]
    let run = try Program.piped(arguments, directory: folder)
    try #require(try run.waitForExit() == .exited(0), "\(run.error)")
    for (name, rows) in [("X", x), ("Y", y)] {
      let kept = try NumPyFile(contentsOf: folder.path("d/\(name).npy"))
      for column in 0..<3 {
        let own = rows.map { Double($0[column]) }
        let mean = own.reduce(0, +) / 3
        let deviation = (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
        for row in 0..<3 {
          let expected = deviation == 0 ? 0 : (own[row] - mean) / deviation
          #expect(abs(Double(kept.values[row * 3 + column]) - expected) < 1e-6)
        }
      }
    }
    let plain = try Program.piped(arguments.filter { $0 != "--standardise" }, directory: folder)
    #expect(try plain.waitForExit() == .exited(0) && plain.output != run.output)
    for (options, words) in [
      (["--standardise"], "stands beside --data"),
      (["--standardise", "--data", "X.npy", "X.npy"], "equals"),
    ] {
      let refused = try Program.piped(["train"] + options, directory: folder)
      let status = try refused.waitForExit()
      #expect(status != .exited(0) && refused.error.contains(words), "\(refused.error)")
    }
  }

  /// Images as samples and as targets, before anything is trained; the rest of the line is what mends each.
  @Test func saysAllThatIsWrongAtOnce() throws {
    let folder = try Folder()
    for (name, shape) in [("X.npy", [4, 2, 3]), ("Y.npy", [4, 3, 2])] {
      let count = shape.reduce(1, *)
      let array = NumPyFile(shape: shape, values: (0..<count).map { Float($0) / Float(5 + shape[1]) })
      try Data(array.bytes).write(to: URL(filePath: folder.path(name)))
    }
    let run = try Program.piped(["sweep", "--data", "X.npy", "Y.npy", "--csv", "a.csv"], directory: folder)
    #expect(try run.waitForExit() == .exited(65))
    #expect(
      run.error == """
        phase-tui: X.npy: has the shape (4, 2, 3), and the data need the shape (N, D): \
        a = numpy.load("X.npy"); numpy.save("X-phase.npy", a.reshape(4, -1)); \
        and Y.npy: has the shape (4, 3, 2), and the data need the shape (N, D): \
        a = numpy.load("Y.npy"); numpy.save("Y-phase.npy", a.reshape(4, -1))

        """)
    #expect(folder.names == ["X.npy", "Y.npy"])
  }

  /// What has no file that a line could load and save.
  @Test(arguments: ["<(cat X.npy)", "- < X.npy", "$'z\\xff.npy'", "$'a\\nb.npy'"])
  func saysInWordsWhatAPipeNeeds(_ x: String) throws {
    let folder = try Folder()
    let array = NumPyFile(shape: [4, 2, 3], values: (0..<24).map { Float($0) / 7 })
    try Data(array.bytes).write(to: URL(filePath: folder.path("X.npy")))
    let flat = NumPyFile(shape: [4, 6], values: (0..<24).map { Float($0) / 5 })
    try Data(flat.bytes).write(to: URL(filePath: folder.path("Y.npy")))
    let script = """
      cp X.npy $'z\\xff.npy'; cp X.npy $'a\\nb.npy'; exec \(Program.path) sweep --csv a.csv --data Y.npy \(x)
      """
    let run = try PipedRun(["/bin/bash", "-c", script], directory: folder.path)
    #expect(try run.waitForExit() == .exited(65))
    #expect(
      run.error.hasSuffix(
        "has the shape (4, 2, 3), and the data need the shape (N, D); "
          + "save it as finite numbers in the shape (4, 6)\n"), "\(run.error)")
    #expect(!run.error.contains("numpy."), "\(run.error)")
  }

  /// What never ends is not read for ever, nor is more read of it than its header says.
  @Test(arguments: [
    ("--data /dev/zero d/Y.npy", "/dev/zero: is a terminal or another device; give a file or a pipe"),
    ("--data d/X.npy /dev/zero", "/dev/zero: is a terminal or another device; give a file or a pipe"),
    ("--data - d/Y.npy < /dev/zero", "-: is a terminal or another device; give a file or a pipe"),
    ("--data - d/Y.npy < <(yes)", "-: is not a .npy file; write it with numpy.save"),
    ("--data pipe d/Y.npy", "pipe: is not a .npy file; write it with numpy.save"),
    (
      "--data - d/Y.npy < <(cat d/X.npy; yes)",
      "-: has more than the 96 bytes of entries that its shape [4, 6] needs"
    ),
    (
      "--data - d/Y.npy < <(head -c 200 d/X.npy)",
      "-: has 72 bytes of entries; shape [4, 6] needs 96: it is cut short; save it again"
    ),
    (
      "--data - d/Y.npy < <(sed 's/(4, 6), /(4000000000, 6)/' d/X.npy; yes)",
      "-: says that it has more than the 2147483648 bytes that are read at most"
    ),
    (
      "--test-data - d/Y.npy --data d/X.npy d/Y.npy < <(yes)",
      "-: is not a .npy file; write it with numpy.save"
    ),
  ])
  func endlessFilesAreRefused(_ options: String, _ words: String) throws {
    let folder = try data()
    let script = """
      mkfifo pipe; case "\(options)" in *pipe*) yes > pipe & esac; exec "$0" sweep --csv a.csv \(options)
      """
    let run = try PipedRun(["/bin/bash", "-c", script, Program.path], directory: folder.path)
    #expect(try run.waitForExit() == .exited(65))
    #expect(run.error == "phase-tui: \(words)\n")
  }

  /// Byte by byte, in pieces, and by names that bash gives.
  @Test func pipesAreReadToTheirEnd() throws {
    let folder = try data()
    let sweep = "\"$0\" sweep \(SweepCommandTests.small.joined(separator: " "))"
    let script = """
      mkfifo pipe
      \(sweep) --csv a.csv --data d/X.npy d/Y.npy || exit
      dd if=d/Y.npy bs=1 status=none > pipe &
      \(sweep) --csv b.csv --data <(cat d/X.npy) pipe || exit
      \(sweep) --csv c.csv --data - d/Y.npy < d/X.npy || exit
      cmp a.csv b.csv && cmp a.csv c.csv
      """
    let run = try PipedRun(["/bin/bash", "-c", script, Program.path], directory: folder.path)
    #expect(try run.waitForExit(timeout: 60) == .exited(0), "\(run.error)")
  }

  @Test func isSaidOnTheScreen() throws {
    let folder = try data()
    let session = try ExplorerSession.complete(ExplorerSession.small + Self.option, directory: folder)
    let screen = try session.settle()
    #expect(screen.rows[0].contains("D 6") && screen.rows[0].contains("N 4"))
    #expect(screen.rows[0].contains("own data"))
    // One study has the dimension as its axis, which own data do not allow.
    try session.type("x", until: "the other study") { $0.rows[0].hasPrefix(" rate-scale ") }
    try session.type("x", until: "the first again") { !$0.rows[0].hasPrefix(" rate-scale ") }
  }

  @Test func isRefusedWithAnAxisOverTheDimension() throws {
    let folder = try data()
    let run = try Program.piped(
      ["sweep", "--study", "dimension-scale"] + Self.option + ["--csv", "o.csv"], directory: folder)
    #expect(try run.waitForExit() == .exited(64))
    #expect(run.error.contains("dimension") && run.error.contains("--data"), "\(run.error)")
    #expect(folder.names == ["d"])
  }
}

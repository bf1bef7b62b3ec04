import Archive
import Foundation
import Testing

/// What is said where options do not fit `--data`: the option that would, and not a way to change the data.
@Suite(.serialized) struct OwnDataAdviceTests {
  private func folder(_ x: [Int], _ y: [Int]) throws -> Folder {
    let folder = try Folder()
    for (name, start, shape) in [("X.npy", 5, x), ("Y.npy", 8, y)] {
      let count = shape.reduce(1, *)
      let array = NumPyFile(
        shape: shape, values: (0..<count).map { Float(($0 * 7 + start) % 11) / 7 })
      try Data(array.bytes).write(to: URL(filePath: folder.path(name)))
    }
    return folder
  }

  private static let small = ["--depth", "2", "--width", "4", "--steps", "2", "--seeds", "1"]
  private static let data = ["--data", "X.npy", "Y.npy"]

  /// The options that are refused, what is said, and those of it that train on the same files.
  @Test(
    arguments: [
      (
        [8, 7], [8, 3], [], "Y.npy: has 3 columns, and X.npy 7; say --embedding fixed",
        ["--embedding", "fixed"]
      ),
      ([8, 6, 5], [8, 6, 5], [], "; say --tokens 6, or: a = ", ["--tokens", "6"]),
      ([8, 6, 5], [8, 6, 5], ["--block", "heads"], "or say --tokens 6", ["--tokens", "6"]),
      ([8, 6], [8, 6], ["--block", "transformer"], "; say --tokens 1", ["--tokens", "1"]),
      (
        [8, 8], [8, 8], ["--block", "transformer"], "or save it as a.reshape(-1, 4, 2)", ["--tokens", "1"]
      ),
      (
        [8, 6], [8, 6], ["--task", "in-context"],
        "--data: own data have targets of their own, and the task is in-context",
        ["--task", "gaussian"]
      ),
    ] as [([Int], [Int], [String], String, [String])])
  func theOptionIsSaidThatFits(
    _ x: [Int], _ y: [Int], _ options: [String], _ words: String, _ remedy: [String]
  ) throws {
    let folder = try folder(x, y)
    let refused = try Program.piped(["train"] + Self.data + Self.small + options, directory: folder)
    #expect(try refused.waitForExit() != .exited(0))
    #expect(refused.error.contains(words) && !refused.error.contains("study train"), "\(refused.error)")
    #expect(refused.error.split(separator: "\n").count == 1)
    let rest = options.first == remedy.first ? [] : options
    let taken = try Program.piped(["train"] + Self.data + Self.small + rest + remedy, directory: folder)
    #expect(try taken.waitForExit(timeout: 60) == .exited(0), "\(taken.error)")
  }

  /// Options that are wrong whatever the data are say so, and not that the data were.
  @Test(
    arguments: [
      (["--batch", "25"], "--batch 25: "), (["--heads", "8"], "--heads 8: heads is of a transformer"),
      (["--beta1", "0.8"], "--beta1 0.8: beta1 is of momentum and adam"),
      (["--embedding", "none"], "cross-entropy compares labels with outputs of their own"),
      (["--set", "foo=1"], "\"foo\""),
    ]) func wrongOptionsAreNoFaultOfTheData(_ options: [String], _ words: String) throws
  {
    let folder = try folder([24, 6], [24, 6])
    let labels = NumPyFile(shape: [24], values: (0..<24).map { Float($0 % 3) })
    try Data(labels.bytes).write(to: URL(filePath: folder.path("Y.npy")))
    let labelled = ["train"] + Self.data + Self.small + ["--loss", "cross-entropy"]
    let refused = try Program.piped(labelled + options, directory: folder)
    #expect(try refused.waitForExit() == .exited(64))
    #expect(refused.error.contains(words) && !refused.error.contains("has labels"), "\(refused.error)")
    let taken = try Program.piped(labelled + ["--batch", "24"], directory: folder)
    #expect(try taken.waitForExit(timeout: 60) == .exited(0), "\(taken.error)")
  }

  @Test func aClassIsNotEnough() throws {
    let classes = ["train"] + Self.small + ["--task", "classes", "--loss", "cross-entropy"]
    let run = try Program.piped(classes + ["--output-dimension", "1"], directory: Folder())
    #expect(try run.waitForExit() == .exited(64))
    #expect(run.error.contains("two classes or more; say --output-dimension 2 or more"), "\(run.error)")
  }

  @Test func aStudysTaskGivesWay() throws {
    let folder = try folder([8, 6], [8, 6])
    let run = try Program.piped(
      ["sweep", "--study", "shape", "--csv", "a.csv"] + Self.data, directory: folder)
    #expect(try run.waitForExit() == .exited(64))
    #expect(run.error.contains("the task is teacher; say --task gaussian"), "\(run.error)")
  }

  /// No study has the name of a command.
  @Test func anOptionIsNamedInPlaceOfAStudy() throws {
    let folder = try folder([8, 6], [8, 6])
    let run = try Program.piped(
      ["train", "--loss", "cross-entropy", "--embedding", "none"], directory: folder)
    #expect(try run.waitForExit() == .exited(64))
    #expect(run.error.hasPrefix("phase-tui: --embedding none: "), "\(run.error)")
  }

  /// Of held-out samples, too, all is said at once.
  @Test func heldOutFilesAreReadWhole() throws {
    let folder = try folder([8, 7], [8, 7])
    func write(_ name: String, _ shape: [Int], _ values: [Float]) throws {
      try Data(NumPyFile(shape: shape, values: values).bytes).write(to: URL(filePath: folder.path(name)))
    }
    try write("y.npy", [8], [0, 1, 0, 1, 2, 1, 0, 2])
    try write("A.npy", [2, 6], (0..<12).map(Float.init))
    try write("b.npy", [2], [1, -1])
    let run = try Program.piped(
      ["train", "--data", "X.npy", "y.npy", "--test-data", "A.npy", "b.npy", "--loss", "cross-entropy"],
      directory: folder)
    #expect(try run.waitForExit() == .exited(65))
    #expect(
      run.error == """
        phase-tui: A.npy: its samples have 6 coordinates, those of --data 7; and b.npy: its entry [1] is -1, and labels \
        are whole numbers from 0, numbered as those of --data

        """)
  }
}

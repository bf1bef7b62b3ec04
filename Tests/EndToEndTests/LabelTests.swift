import Archive
import Foundation
import Testing

/// Own data of labels and of images, from files to tables.
@Suite(.serialized) struct LabelTests {
  private func write(_ name: String, _ shape: [Int], _ values: [Float], in folder: Folder) throws {
    try Data(NumPyFile(shape: shape, values: values).bytes).write(to: URL(filePath: folder.path(name)))
  }

  /// Two clusters that are apart in their first coordinate.
  private func samples(_ count: Int, _ columns: Int) -> [Float] {
    (0..<count * columns).map { i in
      let (row, column) = i.quotientAndRemainder(dividingBy: columns)
      return Float(i * 37 % 17) / 17 - 0.5 + (column == 0 ? (row % 2 == 0 ? 2 : -2) : 0)
    }
  }

  private static let small = [
    "sweep", "--axis", "alpha=1:4:2", "--axis", "depth=2:4:2", "--seeds", "2", "--set", "steps=20",
    "--loss", "cross-entropy", "--dimension", "6",
  ]

  @Test func labelsAreLearntFromFiles() throws {
    let folder = try Folder()
    try write("X.npy", [12, 3], samples(12, 3), in: folder)
    try write("y.npy", [12], (0..<12).map { Float($0 % 2) }, in: folder)
    let run = try Program.piped(
      Self.small + ["--data", "X.npy", "y.npy", "--test", "4", "--csv", "a.csv", "--dir", "d"],
      directory: folder)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    let table = try Table(folder.text("a.csv"))
    #expect(table.rows.count == 4)
    for row in table.rows {
      #expect(
        row["loss"] == "cross-entropy" && row["input_dimension"] == "3" && row["output_dimension"] == "2")
      #expect(row["accuracy"].flatMap(Double.init) == 1 && row["test_accuracy"].flatMap(Double.init) == 1)
      #expect(row["dimension"] == "6" && row["samples"] == "8")
    }
    // The directory has the labels as ones, and needs no more files.
    let again = try Program.piped(["sweep", "--dir", "d", "--csv", "b.csv"], directory: folder)
    #expect(try again.waitForExit() == .exited(0), "\(again.error)")
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
  }

  @Test func imagesAreFlattenedAndBatchesTaken() throws {
    let folder = try Folder()
    try write("X.npy", [12, 2, 3], samples(12, 6), in: folder)
    try write("y.npy", [12], (0..<12).map { Float($0 % 2) }, in: folder)
    let run = try Program.piped(
      Self.small + [
        "--data", "X.npy", "y.npy", "--standardise", "--embedding", "trained", "--batch", "5", "--csv",
        "a.csv",
      ], directory: folder)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    #expect(run.error.contains("X.npy: (12, 2, 3) is read as (12, 6)"))
    let table = try Table(folder.text("a.csv"))
    #expect(table.rows.allSatisfy { $0["embedding"] == "trained" && $0["input_dimension"] == "6" })
    #expect(table.rows.allSatisfy { ($0["accuracy"].flatMap(Double.init) ?? 0) > 0.9 })
  }

  @Test(arguments: [
    (["--embedding", "none"], "say --embedding fixed or trained"),
    (["--output-dimension", "3", "--data", "X.npy", "y.npy"], "the data fix the output dimension"),
    (["--task", "classes", "--data", "X.npy", "y.npy"], "own data have targets of their own"),
  ])
  func whatDoesNotFitIsRefused(_ options: [String], _ words: String) throws {
    let folder = try Folder()
    try write("X.npy", [12, 3], samples(12, 3), in: folder)
    try write("y.npy", [12], (0..<12).map { Float($0 % 2) }, in: folder)
    let run = try Program.piped(Self.small + options + ["--csv", "a.csv"], directory: folder)
    let status = try run.waitForExit()
    #expect(status != .exited(0) && run.error.contains(words), "\(run.error)")
  }
}

import Foundation
import Input
import Phases
import Testing

@testable import Archive

/// Own data that are embedded: their shapes, labels, tokens, and what is wrong with them.
@Suite struct EmbeddedTablesTests {
  /// A refusal without the folder's name.
  private struct Said: Error, CustomStringConvertible { let description: String }

  private func form(labels: Bool = false, tokens: Int = 1) -> DataForm {
    var form = DataForm()
    (form.isEmbedded, form.hasLabels, form.tokens) = (true, labels, tokens)
    return form
  }

  private func numbers(_ shape: [Int], from start: Float = -3) -> NumPyFile {
    NumPyFile(shape: shape, values: (0..<shape.reduce(1, *)).map { start + Float($0 * 7 % 11) / 2 })
  }

  private func read(
    _ x: NumPyFile, _ y: NumPyFile, _ form: DataForm, isStandardised: Bool = false
  ) throws -> OwnDataset {
    try inTemporaryFolder { folder in
      try x.write(to: "\(folder)/X.npy")
      try y.write(to: "\(folder)/Y.npy")
      do {
        return try OwnDataset(
          x: "\(folder)/X.npy", y: "\(folder)/Y.npy", form: form, isStandardised: isStandardised)
      } catch let refusal as Refusal {
        throw Said(description: refusal.description.replacing("\(folder)/", with: ""))
      }
    }
  }

  @Test func samplesAndTargetsHaveWidthsOfTheirOwn() throws {
    let (x, y) = (numbers([5, 3]), numbers([5, 2]))
    let own = try read(x, y, form())
    #expect(own.dataset.x == x.values && own.dataset.y == y.values && own.data.notices.isEmpty)
    #expect((own.data.inputs, own.data.outputs, own.data.samples) == (3, 2, 5) && own.data.isEmbedded)
  }

  @Test func imagesAreFlattenedWithAWord() throws {
    let own = try read(numbers([5, 2, 3]), numbers([5, 2]), form())
    #expect((own.data.inputs, own.data.outputs) == (6, 2))
    #expect(
      own.data.notices.count == 1 && own.data.notices[0].hasSuffix("X.npy: (5, 2, 3) is read as (5, 6)"))
  }

  /// Whole numbers in a row or a column, and rows that are labels already.
  @Test func labelsBecomeOnes() throws {
    let hot: [Float] = [0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0]
    for y in [
      NumPyFile(shape: [4], values: [2, 0, 1, 0]), NumPyFile(shape: [4, 1], values: [2, 0, 1, 0]),
      NumPyFile(shape: [4, 3], values: hot),
    ] {
      let own = try read(numbers([4, 6]), y, form(labels: true))
      #expect(own.dataset.y == hot && (own.data.inputs, own.data.outputs) == (6, 3) && own.data.hasLabels)
    }
  }

  @Test func labelsStayWhereColumnsAreStandardised() throws {
    let x = NumPyFile(shape: [4, 2], values: [1, 5, 2, 5, 3, 5, 6, 5])
    let own = try read(
      x, NumPyFile(shape: [4], values: [0, 1, 1, 0]), form(labels: true), isStandardised: true)
    #expect(own.dataset.y == [1, 0, 0, 1, 0, 1, 1, 0])
    #expect((0..<4).allSatisfy { own.dataset.x[2 * $0 + 1] == 0 })
    #expect(abs((0..<4).reduce(0) { $0 + own.dataset.x[2 * $1] }) < 1e-6)
  }

  /// A label of a sample is that of its tokens.
  @Test func tokensHaveRowsOfTheirOwn() throws {
    let x = numbers([2, 3, 4])
    let own = try read(x, numbers([2, 3, 5]), form(tokens: 3))
    #expect(own.dataset.rows == 6 && own.dataset.x == x.values && own.data.outputs == 5)
    let one = try read(x, NumPyFile(shape: [2], values: [1, 0]), form(labels: true, tokens: 3))
    #expect(one.dataset.y == [0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0])
    let each = try read(
      x, NumPyFile(shape: [2, 3], values: [1, 1, 1, 0, 0, 0]), form(labels: true, tokens: 3))
    #expect(each.dataset.y == one.dataset.y)
  }

  /// Each with what must change, of both files at once.
  @Test(
    arguments: [
      ([5], [5, 2], false, 1, "X.npy: has the shape (5,), and the data need the shape (N, d)"),
      ([5, 3], [4, 2], false, 1, "Y.npy: has 4 samples, and X.npy has 5"),
      ([5, 3], [5, 2], true, 1, "Y.npy: its row 0 is no label"),
      ([5, 3], [5], true, 1, "Y.npy: its entry [0] is -3, and labels are whole numbers from 0"),
      ([5, 3], [5, 2, 2], true, 1, "Y.npy: has the shape (5, 2, 2), and labels need the shape (N,)"),
      ([5, 3], [5, 3, 2], false, 3, "X.npy: has the shape (5, 3), and 3 tokens need the shape (N, 3, d)"),
      ([5, 2, 3], [5, 3, 2], false, 3, "or say --tokens 2"),
      ([5], [5], true, 1, "; and Y.npy: its entry [0] is -3"),
      ([5, 3], [6], true, 1, "; and Y.npy: has 6 samples, and X.npy has 5"),
      ([5, 3], [5, 3], false, 3, "; say --tokens 1, or save it as a.reshape(-1, 3, 1)"),
    ] as [([Int], [Int], Bool, Int, String)])
  func whatIsWrongIsSaid(_ x: [Int], _ y: [Int], _ labels: Bool, _ tokens: Int, _ words: String) throws {
    let error = #expect(throws: (any Error).self) {
      try read(numbers(x), numbers(y), form(labels: labels, tokens: tokens))
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(String(describing: error))")
  }

  /// The line is whole, and stands behind what it mends.
  @Test func labelsHaveALineThatNumbersThem() throws {
    let numbering = "numpy.unique(a, return_inverse=True)[1])"
    for (values, words) in [
      (
        [0, -1, 1, 0],
        "its entry [1] is -1, and labels are whole numbers from 0; number them: a = numpy.load("
      ),
      ([0, 5000, 1, 0], "there may be at most 4096 classes; number them: a = numpy.load("),
    ] as [([Float], String)] {
      let error = #expect(throws: (any Error).self) {
        try read(numbers([4, 3]), NumPyFile(shape: [4], values: values), form(labels: true))
      }
      let text = "\(error.map { "\($0)" } ?? "")"
      #expect(text.contains(words) && text.contains("\"Y-phase.npy\", \(numbering)"), "\(text)")
    }
  }

  @Test func whatIsNotFiniteIsSaidBesideTheCounts() throws {
    var x = numbers([5, 2])
    x.values[3] = .nan
    let error = #expect(throws: (any Error).self) { try read(x, numbers([6, 2]), form()) }
    let text = "\(error.map { "\($0)" } ?? "")"
    #expect(text.contains("its entry [1, 1] is not a finite float32; leave such samples out of both files"))
    #expect(text.contains("; and Y.npy: has 6 samples, and X.npy has 5"), "\(text)")
    #expect(!text.contains("replace"))
  }

  @Test func numbersOfNoUseAreRefused() throws {
    let y = numbers([5, 2])
    for (x, words) in [
      (NumPyFile(shape: [5, 1], values: [0, 0, 0, 0, 0]), "no entry but 0"),
      (NumPyFile(shape: [5, 1], values: [1, .nan, 0, 0, 0]), "its entry [1, 0] is not a finite"),
      (NumPyFile(shape: [5, 1], values: [1e9, 0, 0, 0, 0]), "its rms is"),
    ] {
      let error = #expect(throws: (any Error).self) { try read(x, y, form()) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(String(describing: error))")
    }
    let many = NumPyFile(shape: [5], values: [0, 1, 2, 3, 1e6])
    let error = #expect(throws: (any Error).self) { try read(numbers([5, 3]), many, form(labels: true)) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("at most 4096 classes"))
  }

  /// Held-out labels are of the classes of the others.
  @Test func heldOutSamplesFollowTheOthers() throws {
    try inTemporaryFolder { folder in
      let paths = ["X", "Y", "A", "B"].map { "\(folder)/\($0).npy" }
      try numbers([4, 3]).write(to: paths[0])
      try NumPyFile(shape: [4], values: [0, 1, 2, 0]).write(to: paths[1])
      try numbers([2, 3], from: 1).write(to: paths[2])
      try NumPyFile(shape: [2], values: [1, 1]).write(to: paths[3])
      let own = try OwnDataset(x: paths[0], y: paths[1], form: form(labels: true))
      let other = try OwnDataset(x: paths[2], y: paths[3], form: form(labels: true), like: own)
      let all = try own.holdingOut(other)
      #expect(all.dataset.samples == 6 && all.dataset.outputs == 3 && all.data.heldOut?.samples == 2)
      try NumPyFile(shape: [2], values: [1, 3]).write(to: paths[3])
      let error = #expect(throws: Refusal.self) {
        try OwnDataset(x: paths[2], y: paths[3], form: form(labels: true), like: own)
      }
      #expect(error?.description.contains("--data has 3 classes") == true)
    }
  }
}

import Foundation
import Input
import Phases
import Testing

@testable import Archive

/// The lines of NumPy that are said of training data: run, they mend it, and the files that there were stay.
@Suite struct DataRemedyTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    var x: String
    var y: String
    /// What is said of each.
    var words: [String]
    var testDescription: String { "\(x), \(y)" }
  }

  /// Expressions of NumPy; `r` draws, `t` is a table of 20 samples with 4 columns.
  static let mended = [
    Pair(
      x: "r.standard_normal((20, 3, 4))", y: "r.standard_normal((20, 3, 4))", words: ["say --tokens 3, or: a"]
    ),
    Pair(x: "t", y: "r.standard_normal(20)", words: ["(20,)", "; say --embedding fixed, with: a"]),
    Pair(
      x: "r.standard_normal((20, 3, 4))", y: "r.standard_normal(20)",
      words: ["; say --embedding fixed, with: a"]),
    Pair(
      x: "t", y: "r.integers(0, 2, 20) * 2 - 1", words: ["labels", "; say --loss cross-entropy, with: a"]),
    Pair(x: "t", y: "r.integers(-1, 2, 20).astype('int8')", words: ["labels", "cross-entropy, with: a"]),
    Pair(x: "t", y: "numpy.arange(20) * 5000", words: ["labels", "; say --loss cross-entropy, with: a"]),
    Pair(
      x: "r.standard_normal(20)", y: "r.standard_normal(20)",
      words: ["X.npy: has the shape (20,)", "Y.npy: has"]),
    Pair(x: "t[:18]", y: "r.integers(0, 2, 20) == 1", words: ["labels", "has 20 samples, and X.npy has 18"]),
    Pair(
      x: "t + 1j", y: "r.integers(0, 3, (20, 4)).astype(str)",
      words: ["complex numbers", "a.real or abs(a)", "strings"]),
    Pair(
      x: "numpy.asfortranarray(t.astype('>c8'))", y: "t[::-1].astype('S')", words: ["complex", "strings"]),
    Pair(x: "t", y: "numpy.array(['cat', 'dog'] * 10)", words: ["strings", "labels"]),
    Pair(x: "t", y: "numpy.array(list('abcdefghijklmnopqrst'))", words: ["strings", "labels", "say --loss"]),
    Pair(x: "t", y: "t[:, 0].astype(str)", words: ["strings", "(20,)"]),
    Pair(x: "numpy.where(t > 2, numpy.nan, t)", y: "t * 2", words: ["not a finite"]),
    Pair(
      x: "numpy.where(t > 2, numpy.inf, t)", y: "numpy.where(t > 2, -1e300, t * 2)", words: ["not a finite"]),
    Pair(x: "numpy.where(t > 2, numpy.inf, t).astype('float16')", y: "t * 2", words: ["not a finite"]),
    Pair(
      x: "numpy.where(t > 2, numpy.inf, t * 1e9).astype('float32')", y: "t",
      words: ["not a finite", "its rms is"]),
    Pair(x: "t * 1e9", y: "t", words: ["its rms is"]),
    Pair(x: "t", y: "t * 1e25", words: ["Y.npy: its rms is"]),
    Pair(x: "numpy.eye(20, 4, dtype='float16') * 6e-8", y: "t", words: ["its rms is"]),
    Pair(
      x: "numpy.arange(80).reshape(20, 4).astype('M8[ns]')",
      y: "numpy.arange(80).reshape(20, 4).astype('m8[h]') * 2",
      words: ["dates or times"]),
    Pair(
      x: "t", y: "r.standard_normal((24, 2, 2, 2))",
      words: ["Y.npy: has 8 columns, and X.npy 4", "--embedding fixed", "24 samples"]),
    Pair(
      x: "numpy.where(t > 2, numpy.nan, t)",
      y: "numpy.where(t > 2, numpy.nan, 1)[:, 0] * r.standard_normal((22, 20))[0]",
      words: ["not a finite", "with such entries", "--embedding fixed"]),
    Pair(
      x: "numpy.where(t > 2, numpy.nan, t)", y: "r.integers(0, 3, 24)",
      words: ["not a finite", "labels", "24 samples", "leave out the", "in X.npy"]),
  ]

  /// What an option takes as it is, without a line.
  static let optional = [
    Pair(
      x: "r.standard_normal((20, 3, 4))", y: "r.integers(0, 5, 20)",
      words: ["labels in the shape (20,)", "--tokens 3 for tokens"]),
    Pair(x: "t", y: "numpy.arange(20) % 9", words: ["; say --loss cross-entropy"]),
    Pair(x: "t", y: "r.integers(0, 2, 20) == 1", words: ["; say --loss cross-entropy"]),
    Pair(
      x: "t", y: "r.standard_normal((20, 3))", words: ["Y.npy: has 3 columns, and X.npy 4; say --embedding"]),
    Pair(
      x: "r.standard_normal((20, 3, 4))", y: "r.standard_normal((20, 3, 2))", words: ["--tokens 3 for tokens"]
    ),
  ]

  /// What no line mends.
  static let told = [
    Pair(x: "t * numpy.nan", y: "t", words: ["X.npy: its entry [0, 0]", "nothing is left without"]),
    Pair(x: "t", y: "t * numpy.inf", words: ["Y.npy: its entry [0, 0]", "nothing is left without"]),
    Pair(
      x: "numpy.where(t > 0, numpy.nan, 0)", y: "t",
      words: ["is not a finite float32; nothing is left without such entries"]),
    Pair(x: "t.astype(object)", y: "t", words: ["Python objects", "; save them as float32"]),
    Pair(x: "numpy.full((20, 4), None)", y: "t", words: ["Python objects", "; save them as float32"]),
    Pair(x: "t", y: "numpy.full((20, 4), 'a')", words: ["Y.npy: holds strings", "; save them as float32"]),
    Pair(x: "t", y: "numpy.where(t > 0, '1', 'nan')", words: ["strings", "; save them as float32"]),
    Pair(x: "numpy.where(t > 0, t, numpy.nan) + 1j", y: "t", words: ["complex", "; save them as float32"]),
    Pair(
      x: "numpy.array([(1, 2.5)] * 20, dtype=[('a', 'i4'), ('b (x)', 'f8')])", y: "t",
      words: ["records of 2 fields", "; save them as float32"]),
    Pair(x: "numpy.zeros(20)", y: "t", words: ["X.npy: has the shape (20,)", "no entry but 0"]),
    Pair(x: "t[:, 0]", y: "t[:, 0]", words: ["Y.npy: has the shape (20,)", "equals X.npy"]),
  ]

  private static let python = OtherProgram.python(with: "numpy")

  /// Writes the two files, and finds out what is said of them.
  private func complaint(_ pair: Pair, in folder: String) throws -> String {
    let script = """
      import numpy
      r = numpy.random.default_rng(1)
      t = r.standard_normal((20, 4))
      with numpy.errstate(all="ignore"):
        numpy.save("X.npy", \(pair.x), allow_pickle=True)
        numpy.save("Y.npy", \(pair.y), allow_pickle=True)
      """
    _ = try #require(Self.python).output(["-c", script], in: folder)
    let error = try #require(throws: Refusal.self) {
      try OwnDataset(x: "\(folder)/X.npy", y: "\(folder)/Y.npy")
    }
    let text = error.description.replacing("\(folder)/", with: "")
    #expect(error.exitStatus == 65 && text.hasPrefix("X.npy: ") || text.hasPrefix("Y.npy: "))
    for word in pair.words { #expect(text.contains(word), "\(text)") }
    return text
  }

  private func lines(_ text: String) -> [String] {
    text.components(separatedBy: "; and ").compactMap { part in
      part.range(of: "a = numpy.load").map { String(part[$0.lowerBound...]) }
    }
  }

  /// How the files are read with the option that is said.
  private func form(_ text: String) -> DataForm {
    var form = DataForm()
    form.hasLabels = text.contains("say --loss cross-entropy")
    form.isEmbedded = form.hasLabels || text.contains("say --embedding fixed")
    return form
  }

  @Test(.enabled(if: python != nil, "no Python with NumPy"), arguments: optional)
  func theOptionTakesThem(_ pair: Pair) throws {
    try inTemporaryFolder { folder in
      let text = try complaint(pair, in: folder)
      #expect(!text.contains("numpy"), "\(text)")
      let own = try OwnDataset(x: "\(folder)/X.npy", y: "\(folder)/Y.npy", form: form(text))
      #expect(own.data.samples == 20 && own.data.isEmbedded)
    }
  }

  /// The program cannot read them, and NumPy can.
  @Test(.enabled(if: python != nil, "no Python with NumPy"), arguments: ["longdouble", "clongdouble"])
  func extendedPrecisionHasALine(_ kind: String) throws {
    try inTemporaryFolder { folder in
      let text = try complaint(
        Pair(
          x: "t", y: "t[::-1].astype('\(kind)')", words: ["extended precision", "; save them as float32: a"]),
        in: folder)
      _ = try #require(Self.python).output(["-c", "import numpy\n" + lines(text)[0]], in: folder)
      #expect(try OwnDataset(x: "\(folder)/X.npy", y: "\(folder)/Y-phase.npy").data.samples == 20)
    }
  }

  /// All that is wrong is said at once, and the lines that are said mend all of it without a word of NumPy.
  @Test(.enabled(if: python != nil, "no Python with NumPy"), arguments: mended)
  func theLinesMendIt(_ pair: Pair) throws {
    try inTemporaryFolder { folder in
      let text = try complaint(pair, in: folder)
      let paths = ["X", "Y"].map { "\(folder)/\($0).npy" }
      let before = try paths.map { try Data(contentsOf: URL(filePath: $0)) }
      let lines = lines(text)
      try #require(!lines.isEmpty, "\(text)")
      _ = try #require(Self.python).output(
        ["-W", "error", "-c", "import numpy\n" + lines.joined(separator: "\n")], in: folder)
      let after = try paths.map { try Data(contentsOf: URL(filePath: $0)) }
      #expect(after == before)
      let new = ["X", "Y"].map { "\(folder)/\($0)-phase.npy" }
      let used = zip(paths, new).map { FileSystem.exists($1) ? $1 : $0 }
      #expect(used.count { $0.contains("-phase") } == lines.count)
      let own = try OwnDataset(x: used[0], y: used[1], form: form(text))
      #expect(own.data.samples >= 18 && own.dataset.y.contains { $0 != 0 })
    }
  }

  @Test(.enabled(if: python != nil, "no Python with NumPy"), arguments: told)
  func noLineIsSaidThatFails(_ pair: Pair) throws {
    try inTemporaryFolder { folder in
      let text = try complaint(pair, in: folder)
      // The other file may have a line of its own.
      let word = pair.words[pair.words.count - 1]
      let part = try #require(text.components(separatedBy: "; and ").first { $0.contains(word) })
      #expect(!part.contains("numpy."), "\(text)")
    }
  }

  // MARK: Names

  private let images = NumPyFile(shape: [4, 2, 3], values: (0..<24).map(Float.init))

  private func complaint(of path: String) throws -> String {
    let contents = try NumPyContents(bytes: images.bytes, path: path)
    return try #require(DataAdvice(path: path, contents: contents).text())
  }

  @Test func savesUnderANewName() throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/X.npy"
      for name in ["X-phase.npy", "X-phase-2.npy", "X-phase-3.npy"] {
        #expect(try complaint(of: path).contains("numpy.save(\"\(folder)/\(name)\", "))
        try images.write(to: "\(folder)/\(name)")
      }
      #expect(try complaint(of: "\(folder)/é").contains("numpy.save(\"\(folder)/é-phase.npy\", "))
      // One file as both.
      try images.write(to: path)
      let error = try #require(throws: Refusal.self) { try OwnDataset(x: path, y: path) }
      #expect(error.description.contains("equals \(path)"), "\(error)")
      let targets = NumPyFile(shape: [24], values: images.values)
      let advice = DataAdvice(
        path: path, contents: try NumPyContents(bytes: targets.bytes, path: path), mayBeLabels: true)
      let line = try #require(advice.text(besides: advice.saved()))
      #expect(line.contains("X-phase-5.npy"))
    }
  }

  /// Names that a line of Python would read as others, and what is no file.
  @Test(arguments: [
    String(systemBytes: Array("z".utf8) + [0xff] + Array(".npy".utf8)), "a\nb.npy", "a\u{202e}b.npy",
    "/dev/fd/63",
    "/dev/stdin", "/proc/self/fd/0", "-", String(repeating: "x", count: 250) + ".npy",
  ])
  func hasWordsForOtherNames(_ path: String) throws {
    #expect(
      try complaint(of: path) == """
        has the shape (4, 2, 3), and the data need the shape (N, D); save it as finite numbers in the shape (4, 6)
        """)
  }

  @Test func hasWordsForAPipe() throws {
    try inTemporaryFolder { folder in
      #expect(mkfifo("\(folder)/X.npy", 0o600) == 0)
      let words = try complaint(of: "\(folder)/X.npy")
      #expect(
        words.hasSuffix("; save it as finite numbers in the shape (4, 6)"))
    }
  }
}

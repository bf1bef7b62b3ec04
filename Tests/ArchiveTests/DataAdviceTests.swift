import Foundation
import Phases
import Testing

@testable import Archive

/// Training data that are not float32 tables: what can be read is, and of the rest all is said at once.
@Suite struct DataAdviceTests {
  /// A file's bytes, version 1.
  static func file(_ descr: String, _ shape: String, _ entries: [UInt8]) -> [UInt8] {
    let header = "{'descr': \(descr), 'fortran_order': False, 'shape': \(shape), }\n"
    return NumPyFile.magic + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + entries
  }

  @Test(
    arguments: [
      ("'|i1'", [1, 255, 128, 127], [1, -1, -128, 127]), ("'|u1'", [1, 255, 128, 0], [1, 255, 128, 0]),
      ("'|b1'", [0, 1, 1, 0], [0, 1, 1, 0]),
      ("'<i2'", [1, 0, 255, 255, 0, 128, 2, 1], [1, -1, -32768, 258]),
      ("'>u2'", [0, 1, 255, 255, 128, 0, 1, 2], [1, 65535, 32768, 258]),
      ("'<f2'", [0, 0x3c, 0, 0xc0, 1, 0, 0xff, 0x7b], [1, -2, 5.9604645e-8, 65504]),
      (
        "'>i8'",
        [UInt8](repeating: 255, count: 8) + [0, 0, 0, 0, 0, 1, 0, 0] + [UInt8](repeating: 0, count: 16),
        [-1, 65536, 0, 0]
      ),
      ("u'<u4'", [255, 255, 255, 255] + [UInt8](repeating: 0, count: 12), [4_294_967_296, 0, 0, 0]),
    ] as [(String, [UInt8], [Float])])
  func wholeAndShortNumbersAreRead(descr: String, entries: [UInt8], values: [Float]) throws {
    let array = try NumPyFile(bytes: Self.file(descr, "(2, 2)", entries), path: "a.npy")
    #expect(array == NumPyFile(shape: [2, 2], values: values))
  }

  /// `numpy.save` of Python 2: lengths are long integers, texts may be marked.
  @Test(arguments: ["(2L, 2L)", "(2L, 2L,)", "( 2L ,2 )"])
  func python2IsRead(shape: String) throws {
    let bytes = Self.file(
      "b'<f4'", shape,
      [Float](arrayLiteral: 1, 2, 3, 4).flatMap { value in
        withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
      })
    #expect(try NumPyFile(bytes: bytes, path: "a.npy").values == [1, 2, 3, 4])
  }

  @Test(arguments: [
    (
      "[('a', '<f4'), ('b (])', '<i4', (2,))]", "(3,)", "records of 2 fields",
      "numpy.array(a.tolist(), dtype=\"float32\")"
    ),
    ("'|O'", "(2, 2)", "Python objects", "allow_pickle=True"),
    ("'<U3'", "(2, 2)", "strings", "a.astype(\"float32\")"),
    ("'|S5'", "(2, 2)", "strings", "a.astype"), ("'<c8'", "(2, 2)", "complex numbers", "a.imag"),
    ("'<f16'", "(2, 2)", "extended precision", "a.astype(\"float64\")"),
    ("'<M8[D]'", "(2, 2)", "dates or times", "a.astype(\"int64\")"),
    ("'|V4'", "(2, 2)", "entries of type |V4", "a.astype"),
  ])
  func othersAreCalledByTheirNames(descr: String, shape: String, words: String, remedy: String) throws {
    let error = try #require(throws: ArchiveError.self) {
      try NumPyFile(bytes: Self.file(descr, shape, []), path: "dir/a \"b\".npy")
    }
    #expect(error.exitStatus == 65 && !error.description.contains("damaged"))
    #expect(error.description.contains("holds \(words), and the data need numbers"), "\(error)")
    #expect(error.description.contains(remedy), "\(error)")
    #expect(error.description.contains("numpy.save(\"dir/a \\\"b\\\".npy\", "), "\(error)")
  }

  // MARK: With NumPy

  struct Pair: Sendable, CustomTestStringConvertible {
    var x: String
    var y: String
    /// What is said of each.
    var words: [String]
    var testDescription: String { "\(x), \(y)" }
  }

  /// Expressions of NumPy; `r` draws, `t` is a table of 20 samples with 4 columns.
  static let pairs = [
    Pair(x: "r.standard_normal((20, 3, 4))", y: "r.integers(0, 5, 20)", words: ["(20, 3, 4)", "labels"]),
    Pair(x: "t", y: "numpy.arange(20) % 9", words: ["has 4 columns, and Y.npy needs 9", "labels"]),
    Pair(x: "t", y: "r.standard_normal(20)", words: ["(20,)"]),
    Pair(
      x: "r.standard_normal(20)", y: "r.standard_normal(20)",
      words: ["X.npy: has the shape (20,)", "Y.npy: has"]),
    Pair(x: "t[:18]", y: "r.integers(0, 2, 20) == 1", words: ["labels", "has 20 samples, and X.npy has 18"]),
    Pair(x: "t + 1j", y: "r.integers(0, 3, (20, 4)).astype(str)", words: ["complex numbers", "strings"]),
    Pair(x: "t", y: "numpy.array(['cat', 'dog'] * 10)", words: ["strings", "labels"]),
    Pair(
      x: "r.integers(0, 3, (20, 4)).astype(object)",
      y: "numpy.array([(1, 2.5)] * 19 + [(3, 4)], dtype=[('a', 'i4'), ('b (x)', 'f8')])",
      words: ["Python objects", "records of 2 fields", "has 2 columns, and X.npy needs 4"]),
    Pair(
      x: "numpy.where(t > 1, numpy.nan, t)", y: "t.astype('longdouble')", words: ["not a finite", "extended"]),
    Pair(x: "t * 1e9", y: "t", words: ["its rms is"]),
    Pair(
      x: "t", y: "r.standard_normal((24, 2, 2, 2))",
      words: ["X.npy: has 4 columns", "(24, 2, 2, 2)", "24 samples"]),
  ]

  private static let python = OtherProgram.python(with: "numpy")

  /// All that is wrong is said at once, and the lines that are said mend all of it.
  @Test(.enabled(if: python != nil, "no Python with NumPy"), arguments: pairs)
  func theLinesMendIt(_ pair: Pair) throws {
    try inTemporaryFolder { folder in
      let python = try #require(Self.python)
      let script = """
        import numpy
        r = numpy.random.default_rng(1)
        t = r.standard_normal((20, 4))
        numpy.save("X.npy", \(pair.x), allow_pickle=True)
        numpy.save("Y.npy", \(pair.y), allow_pickle=True)
        """
      _ = try python.output(["-c", script], in: folder)
      let (x, y) = ("\(folder)/X.npy", "\(folder)/Y.npy")
      let error = try #require(throws: ArchiveError.self) { try OwnDataset(x: x, y: y) }
      let text = error.description.replacing("\(folder)/", with: "")
      #expect(error.exitStatus == 65 && text.hasPrefix("X.npy: ") || text.hasPrefix("Y.npy: "))
      for word in pair.words { #expect(text.contains(word), "\(text)") }
      let lines = text.components(separatedBy: "; and ").compactMap { part in
        part.range(of: "a = numpy.load").map { String(part[$0.lowerBound...]) }
      }
      try #require(!lines.isEmpty, "\(text)")
      _ = try python.output(["-c", "import numpy\n" + lines.joined(separator: "\n")], in: folder)
      let own = try OwnDataset(x: x, y: y)
      #expect(own.data.samples >= 18 && own.dataset.y.contains { $0 != 0 })
    }
  }

  /// What NumPy writes of the kinds that are read.
  @Test(
    .enabled(if: python != nil, "no Python with NumPy"),
    arguments: ["int8", "uint8", "bool", "float16", ">i4", "uint64", ">f8"])
  func numpysOwnFilesAreRead(kind: String) throws {
    try inTemporaryFolder { folder in
      let script = """
        import numpy
        a = numpy.arange(12).reshape(3, 4).astype("\(kind)")
        numpy.save("a.npy", a)
        print(*a.astype("float32").ravel())
        """
      let output = try #require(Self.python).output(["-c", script], in: folder)
      let expected = output.split { $0 == " " || $0 == "\n" }.compactMap { Float($0) }
      let array = try NumPyFile(contentsOf: "\(folder)/a.npy")
      #expect(array == NumPyFile(shape: [3, 4], values: expected) && expected.count == 12)
    }
  }
}

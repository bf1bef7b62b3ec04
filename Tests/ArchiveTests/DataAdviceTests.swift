import Foundation
import Input
import Phases
import Testing

@testable import Archive

/// Training data that are not float32 tables: what can be read is, and of the rest all is said at once.
@Suite struct DataAdviceTests {
  /// A file's bytes, version 1.
  static func file(_ descr: String, _ shape: String, _ entries: [UInt8]) -> [UInt8] {
    let header = "{'descr': \(descr), 'fortran_order': False, 'shape': \(shape), }\n"
    return NumPyPreamble.magic + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + entries
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

  /// What is no numbers, with what makes numbers of it; nothing where that depends on what cannot be seen in the file.
  @Test(arguments: [
    ("[('a', '<f4'), ('b (])', '<i4', (2,))]", "(3,)", "records of 2 fields", 0, nil),
    ("'|O'", "(2, 2)", "Python objects", 0, nil),
    ("'<U3'", "(2, 2)", "strings", 12, "a.astype(\"float32\")"),
    ("'|S5'", "(2, 2)", "strings", 5, "a.astype(\"float32\")"),
    ("'<c8'", "(2, 2)", "complex numbers", 8, "a.real"),
    ("'<f16'", "(2, 2)", "numbers of extended precision", 16, "a.astype(\"float32\")"),
    ("'<c32'", "(2, 2)", "complex numbers of extended precision", 32, "a.real.astype(\"float32\")"),
    ("'<M8[D]'", "(2, 2)", "dates or times", 8, "a.astype(\"int64\")"),
    ("'|V4'", "(2, 2)", "entries of type |V4", 4, nil),
  ])
  func othersAreCalledByTheirNames(
    descr: String, shape: String, words: String, size: Int, remedy: String?
  ) throws {
    // The digit 1 in every entry, where they are texts.
    let entry = (0..<size).map { $0 == 0 ? UInt8(ascii: "1") : 0 }
    let error = try #require(throws: Refusal.self) {
      try NumPyFile(
        bytes: Self.file(descr, shape, (0..<4).flatMap { _ in entry }), path: "a \"b\".npy")
    }
    #expect(error.exitStatus == 65 && !error.description.contains("damaged"))
    #expect(error.description.contains("holds \(words), and the data need numbers"), "\(error)")
    if let remedy {
      #expect(error.description.contains(remedy), "\(error)")
      #expect(error.description.contains("numpy.load(\"a \\\"b\\\".npy\")"), "\(error)")
      #expect(error.description.contains("numpy.save(\"a \\\"b\\\"-phase.npy\", "), "\(error)")
    } else {
      #expect(error.description.hasSuffix("; save them as float32"), "\(error)")
    }
  }

  // MARK: With NumPy

  private static let python = OtherProgram.python(with: "numpy")

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

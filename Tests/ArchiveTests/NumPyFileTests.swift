import Foundation
import Input
import Phases
import Testing

@testable import Archive

/// A `.npy` file's bytes from its parts.
private func file(
  _ header: String, _ entries: [UInt8], version: UInt8 = 1, magic: [UInt8] = NumPyPreamble.magic
) -> [UInt8] {
  let length = header.utf8.count
  let field = version == 1 ? 2 : 4
  let lengthBytes = (0..<field).map { UInt8(length >> (8 * $0) & 255) }
  return magic + [version, 0] + lengthBytes + Array(header.utf8) + entries
}

private func header(_ descr: String = "<f4", fortran: Bool = false, shape: String = "(2, 3)") -> String {
  "{'descr': '\(descr)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }\n"
}

private func entries(_ values: [Double], _ descr: String) -> [UInt8] {
  values.flatMap { value in
    let little =
      descr.hasSuffix("8")
      ? withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
      : withUnsafeBytes(of: Float(value).bitPattern.littleEndian, Array.init)
    return descr.hasPrefix(">") ? little.reversed() : little
  }
}

@Suite struct NumPyFileTests {
  @Test(arguments: ["<f4", "<f8", ">f4", ">f8"], [UInt8(1), 2, 3])
  func readsEveryTypeAndVersion(_ descr: String, _ version: UInt8) throws {
    let bytes = file(header(descr), entries([1, 2, 3, 4, 5, -6.5], descr), version: version)
    let array = try NumPyFile(bytes: bytes, path: "a.npy")
    #expect(array == NumPyFile(shape: [2, 3], values: [1, 2, 3, 4, 5, -6.5]))
  }

  @Test func fortranOrderIsReordered() throws {
    let bytes = file(header(fortran: true), entries([1, 4, 2, 5, 3, 6], "<f4"))
    #expect(try NumPyFile(bytes: bytes, path: "a.npy").values == [1, 2, 3, 4, 5, 6])
    // numpy.asfortranarray(numpy.arange(8).reshape(2, 2, 2)).ravel('K')
    let cube = file(header(fortran: true, shape: "(2, 2, 2)"), entries([0, 4, 2, 6, 1, 5, 3, 7], "<f4"))
    #expect(try NumPyFile(bytes: cube, path: "a.npy").values == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  @Test(arguments: [[3], [2, 3], [4, 1, 2], [0, 3], []])
  func writtenFilesReadBack(_ shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let array = NumPyFile(shape: shape, values: (0..<count).map { Float($0) / 3 })
    let again = try NumPyFile(bytes: array.bytes, path: "a.npy")
    #expect(again == array)
    #expect((array.bytes.count - 4 * count) % 64 == 0)
  }

  static let damaged: [(String, [UInt8], String)] = [
    ("empty", [], "not a .npy"),
    (
      "magic", file(header(), entries([1, 2, 3, 4, 5, 6], "<f4"), magic: Array("PK\u{3}\u{4}xx".utf8)),
      "not a .npy"
    ),
    ("version", file(header(), [], version: 9), "version"),
    ("no entries", file(header("<i8"), []), "0 bytes"),
    ("objects", file(header("|O"), []), "Python objects"),
    ("too short", file(header(), entries([1, 2, 3], "<f4")), "12 bytes"),
    ("too long", file(header(), entries([1, 2, 3, 4, 5, 6, 7], "<f4")), "needs 24"),
    ("huge", file(header(shape: "(4000000000, 4000000000, 4000000000)"), []), "too few"),
    ("cut header", Array(file(header(), []).prefix(20)), "damaged"),
    ("no dictionary", file("hello\n", []), "damaged"),
    ("negative", file(header(shape: "(-1, 3)"), []), "damaged"),
    ("missing key", file("{'descr': '<f4', 'shape': (1,)}\n", []), "damaged"),
    ("twice", file("{'shape': (1,), 'shape': (1,), 'descr': '<f4', 'fortran_order': False}", []), "damaged"),
    ("unended", file("{'descr': '<f4", []), "damaged"),
    ("not a tuple", file(header(shape: "(1, 2"), []), "damaged"),
    ("code", file("{'descr': __import__('os')}", []), "damaged"),
    ("open list", file("{'descr': [('a', '<f4'), 'fortran_order': False, 'shape': (1,)}", []), "damaged"),
    ("archive", Array("PK\u{3}\u{4}".utf8) + Array(repeating: 0, count: 60), "an archive of arrays (.npz)"),
  ]

  @Test(arguments: damaged.indices)
  func damagedFilesAreRefused(_ index: Int) throws {
    let (name, bytes, part) = Self.damaged[index]
    let error = try #require(throws: Refusal.self) { try NumPyFile(bytes: bytes, path: "a.npy") }
    #expect(error.exitStatus == 65 && error.description.hasPrefix("a.npy: "), "\(name)")
    #expect(error.description.contains(part), "\(name): \(error)")
  }

  /// Every cut and many single-byte changes of a valid file: an array or an error, nothing else.
  @Test func damageNeverCrashes() {
    let valid = file(header(), entries([1, 2, 3, 4, 5, 6], "<f4"))
    for end in valid.indices { _ = try? NumPyFile(bytes: Array(valid[..<end]), path: "") }
    for index in valid.indices {
      for value in [UInt8(0), 40, 41, 57, 255, valid[index] ^ 1] {
        var bytes = valid
        bytes[index] = value
        _ = try? NumPyFile(bytes: bytes, path: "")
      }
    }
  }
}

@Suite struct OwnDatasetTests {
  @Test func readsMatchingArrays() throws {
    try inTemporaryFolder { folder in
      let (x, y) = ("\(folder)/X.npy", "\(folder)/Y.npy")
      try NumPyFile(shape: [2, 3], values: [1, -1, 1, -1, 1, -1]).write(to: x)
      try NumPyFile(shape: [2, 3], values: [0, 0, 0, 0, 0, 1]).write(to: y)
      let own = try OwnDataset(x: x, y: y)
      #expect(own.data.samples == 2 && own.data.dimension == 3 && own.data.rms == 1)
      try NumPyFile(shape: [2, 3], values: [0, 0, 0, 0, 0, 2]).write(to: y)
      #expect(try OwnDataset(x: x, y: y).data.digest != own.data.digest)

      for wrong in [
        NumPyFile(shape: [3, 2], values: [0, 0, 0, 0, 0, 2]),
        NumPyFile(shape: [6], values: [0, 0, 0, 0, 0, 2]),
        NumPyFile(shape: [2, 3], values: [0, 0, 0, .nan, 0, 2]), NumPyFile(shape: [0, 3], values: []),
      ] {
        try wrong.write(to: y)
        let error = #expect(throws: Refusal.self) { try OwnDataset(x: x, y: y) }
        #expect(error?.description.hasPrefix(y) == true)
      }
      try NumPyFile(shape: [1, 1], values: [0]).write(to: x)
      try NumPyFile(shape: [1, 1], values: [1]).write(to: y)
      #expect(throws: Refusal.self) { try OwnDataset(x: x, y: y) }
      #expect(throws: Refusal.self) { try OwnDataset(x: "\(folder)/none.npy", y: y) }
    }
  }
}

/// Runs the body with a new folder that is removed afterwards.
func inTemporaryFolder<T>(_ body: (String) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("archive-\(UUID())").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

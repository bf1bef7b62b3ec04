import Foundation
import Input

/// An array of numbers in NumPy's `.npy` format: a magic number, a Python dictionary with type, order and shape, the entries.
package struct NumPyFile: Hashable, Sendable {
  package var shape: [Int]
  /// In C order (the last index runs fastest).
  package var values: [Float]

  package init(shape: [Int], values: [Float]) {
    self.shape = shape
    self.values = values
  }

  /// Reads whole, real and truth values, little or big endian, in C or Fortran order.
  package init(contentsOf path: String) throws {
    try self.init(NumPyContents(contentsOf: path), path: path)
  }

  /// `path` names the file in errors.
  init(bytes: [UInt8], path: String) throws(Refusal) {
    try self.init(NumPyContents(bytes: bytes, path: path), path: path)
  }

  private init(_ contents: NumPyContents, path: String) throws(Refusal) {
    guard let values = contents.values else {
      throw .file(path, DataAdvice(path: path, contents: contents).text() ?? "has no numbers")
    }
    self.init(shape: contents.shape, values: values)
  }

  /// The file's bytes: version 1, little-endian float32, C order, entries aligned to 64 bytes.
  package var bytes: [UInt8] {
    let tuple = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(tuple)), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let length = header.utf8.count
    var bytes = NumPyPreamble.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8)
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Writes the file, replacing one of that name. Throws `Refusal` with status 73.
  package func write(to path: String) throws(Refusal) {
    try OutputFile(path).replace(with: bytes)
  }
}

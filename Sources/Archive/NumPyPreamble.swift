import Input

/// The beginning of a `.npy` file: a magic number, a version, and the header with its length.
struct NumPyPreamble {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Longer ones are no header.
  private static let longestHeader = 1 << 20

  let header: NumPyHeader
  let entry: NumPyEntry
  /// Where the entries begin.
  let start: Int

  /// `nil` where these bytes are too few to say. `path` names the file in errors.
  init?(_ bytes: ArraySlice<UInt8>, path: String) throws(Refusal) {
    let bytes = bytes.prefix(12 + Self.longestHeader)
    guard Self.magic.starts(with: bytes.prefix(6)) else {
      let isArchive = bytes.starts(with: Array("PK".utf8))
      throw .file(
        path,
        isArchive
          ? "is an archive of arrays (.npz), not a .npy file; write one of them to a file of its own with "
            + "numpy.save"
          : "is not a .npy file; write it with numpy.save")
    }
    guard bytes.count >= 12 else { return nil }
    let first = bytes.startIndex
    guard (1...3).contains(bytes[first + 6]) else {
      throw .file(
        path, "has .npy version \(bytes[first + 6]).\(bytes[first + 7]); versions 1 to 3 are read")
    }
    // Version 1 has two bytes of length, later ones four.
    let lengthBytes = bytes[first + 6] == 1 ? 2 : 4
    let length = bytes[first + 8..<first + 8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.longestHeader else { throw Self.damaged(path) }
    start = 8 + lengthBytes + length
    guard start <= bytes.count else { return nil }
    // Names of fields may be Latin-1 in the earlier versions; nothing depends on them.
    let text = String(decoding: bytes[first + 8 + lengthBytes..<first + start], as: UTF8.self)
    guard let header = NumPyHeader(text) else { throw Self.damaged(path) }
    self.header = header
    entry = NumPyEntry(header.descr)
  }

  static func damaged(_ path: String) -> Refusal {
    .file(path, "has a damaged .npy header; write it again with numpy.save")
  }

  /// How many bytes the whole file has, as far as this program would read them; the largest number for more than can be
  /// counted.
  var length: Int {
    var length = entry.size
    for count in header.shape {
      let (product, overflows) = length.multipliedReportingOverflow(by: count)
      if overflows { return .max }
      length = product
    }
    let (sum, overflows) = length.addingReportingOverflow(start)
    return overflows ? .max : sum
  }
}

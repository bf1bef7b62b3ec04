import Input

/// What is in a `.npy` file, whatever its entries are.
struct NumPyContents {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Arrays beyond this size are no training data of this program.
  static let largestFile = 1 << 31

  let shape: [Int]
  let entry: NumPyEntry
  /// In C order; `nil` where the entries are no numbers that could be trained on.
  let values: [Float]?
  /// What the entry's line of NumPy makes of entries that are no numbers; `nil` where it fails on one of them.
  private(set) var converted: [Float]?
  /// In C order, where the entries are strings.
  private(set) var texts: [String]?

  /// `path` names the file in errors.
  init(bytes: [UInt8], path: String) throws(Refusal) {
    guard bytes.count >= 10, Array(bytes[..<6]) == Self.magic else {
      let isArchive = bytes.starts(with: Array("PK".utf8))
      throw .file(
        path,
        isArchive
          ? "is an archive of arrays (.npz), not a .npy file; write one of them to a file of its own with "
            + "numpy.save"
          : "is not a .npy file; write it with numpy.save")
    }
    // Version 1 has two bytes of length, later ones four.
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    guard (1...3).contains(bytes[6]), bytes.count >= 8 + lengthBytes else {
      throw .file(path, "has .npy version \(bytes[6]).\(bytes[7]); versions 1 to 3 are read")
    }
    let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = 8 + lengthBytes + length
    // Names of fields may be Latin-1 in the earlier versions; nothing depends on them.
    guard start <= bytes.count,
      let header = NumPyHeader(String(decoding: bytes[8 + lengthBytes..<start], as: UTF8.self))
    else { throw .file(path, "has a damaged .npy header; write it again with numpy.save") }
    let entry = NumPyEntry(header.descr)
    shape = header.shape
    self.entry = entry
    guard entry.kind != .other || entry.source != nil else {
      values = nil
      return
    }
    var count = 1
    for length in header.shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: length)
      guard !overflows, product <= bytes.count else {
        throw .file(
          path, "has \(bytes.count - start) bytes of entries, too few for its shape \(header.shape)")
      }
      count = product
    }
    let (needed, overflows) = count.multipliedReportingOverflow(by: entry.size)
    guard !overflows, bytes.count - start == needed else {
      throw .file(
        path,
        "has \(bytes.count - start) bytes of entries; shape \(header.shape) needs "
          + (overflows ? "more" : "\(needed)"))
    }
    func stored<Entry>(_ entry: (Int) -> Entry) -> [Entry] {
      let entries = (0..<count).map(entry)
      return header.fortranOrder ? Self.reordered(entries, shape: header.shape) : entries
    }
    guard entry.kind == .other else {
      values = stored { entry.value(bytes, at: start + $0 * entry.size) }
      return
    }
    values = nil
    if case .text = entry.source { texts = stored { entry.text(bytes, at: start + $0 * entry.size) ?? "" } }
    let conversions = stored { entry.converted(bytes, at: start + $0 * entry.size) }
    if conversions.allSatisfy({ $0 != nil }) { converted = conversions.flatMap { $0 ?? [] } }
  }

  /// From Fortran order (the first index runs fastest) to C order.
  private static func reordered<Entry>(_ values: [Entry], shape: [Int]) -> [Entry] {
    guard !values.isEmpty else { return values }
    let strides = shape.indices.map { shape[..<$0].reduce(1, *) }
    var index = [Int](repeating: 0, count: shape.count)
    return values.indices.map { _ in
      let value = values[zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
      return value
    }
  }
}

import Input

/// What is in a `.npy` file, whatever its entries are.
struct NumPyContents {
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

  /// Reads the header first, and then as many bytes as it says: what is endless is refused, and not read for ever.
  /// - Parameter isNamed: the user named it, and it may be a pipe; what the program looks for by itself must be a file.
  init(contentsOf path: String, isNamed: Bool = true) throws(Refusal) {
    let (bytes, count) = try FileSystem.contents(of: path, limit: Self.largestFile, isNamed: isNamed) {
      beginning throws(Refusal) in
      try NumPyPreamble(beginning, path: path)?.length
    }
    try self.init(bytes: bytes, count: count, path: path)
  }

  /// `path` names the file in errors.
  init(bytes: [UInt8], path: String) throws(Refusal) {
    try self.init(bytes: bytes, count: bytes.count, path: path)
  }

  /// - Parameter count: how many bytes the file has, of which there may be fewer here; `nil`: more than its header says.
  private init(bytes: [UInt8], count size: Int?, path: String) throws(Refusal) {
    guard let preamble = try NumPyPreamble(bytes[...], path: path) else {
      throw bytes.count < 10
        ? .file(path, "is not a .npy file; write it with numpy.save") : NumPyPreamble.damaged(path)
    }
    let (header, entry, start) = (preamble.header, preamble.entry, preamble.start)
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
          path,
          "has \(bytes.count - start) bytes of entries, too few for its shape \(header.shape): it is cut short; save it again"
        )
      }
      count = product
    }
    let (needed, overflows) = count.multipliedReportingOverflow(by: entry.size)
    guard let size else {
      throw .file(path, "has more than the \(needed) bytes of entries that its shape \(header.shape) needs")
    }
    guard !overflows, size - start == needed else {
      throw .file(
        path,
        "has \(size - start) bytes of entries; shape \(header.shape) needs "
          + (overflows ? "more" : "\(needed)")
          + (overflows || size - start < needed ? ": it is cut short; save it again" : "; save it again"))
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
    if conversions.allSatisfy({ $0 != nil }) { converted = conversions.compactMap(\.self) }
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

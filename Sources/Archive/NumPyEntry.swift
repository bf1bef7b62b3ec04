/// How one entry of an array is stored, from its `descr`: a byte order, a kind and a size.
struct NumPyEntry: Hashable {
  enum Kind: Hashable {
    case real, integer, whole, flag
    /// What no training data can be made of as it stands.
    case other
  }

  let kind: Kind
  let size: Int
  /// In words.
  let words: String
  /// What makes numbers of the array `a`; `nil` where nothing is needed.
  let mending: String?
  /// The length of the axis that this adds to the others.
  let addedAxis: Int?
  private let isBigEndian: Bool

  init(_ descr: NumPyHeader.Descr) {
    guard case .text(let text) = descr else {
      let count = if case .fields(let count) = descr { count } else { 0 }
      self.init("records of \(count) fields", "numpy.array(a.tolist(), dtype=\"float32\")", adding: count)
      return
    }
    let order = text.first.flatMap { "<>|=".contains($0) ? $0 : nil }
    let rest = text.dropFirst(order == nil ? 0 : 1)
    let (size, isBig) = (Int(rest.dropFirst()) ?? 0, order == ">")
    switch (rest.first, size) {
    case ("f", 2), ("f", 4), ("f", 8): self.init(.real, size, isBig)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): self.init(.integer, size, isBig)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): self.init(.whole, size, isBig)
    case ("b", 1): self.init(.flag, size, isBig)
    case ("f", _): self.init("extended precision", "a.astype(\"float64\")")
    case ("c", _): self.init("complex numbers", "numpy.stack([a.real, a.imag], axis=-1)", adding: 2)
    case ("U", _), ("S", _), ("a", _): self.init("strings", "a.astype(\"float32\")")
    case ("O", _): self.init("Python objects", "a.astype(\"float32\")")
    case ("M", _), ("m", _): self.init("dates or times", "a.astype(\"int64\")")
    default: self.init("entries of type \(text)", "a.astype(\"float32\")")
    }
  }

  private init(_ kind: Kind, _ size: Int, _ isBigEndian: Bool) {
    (self.kind, self.size, self.isBigEndian) = (kind, size, isBigEndian)
    (words, mending, addedAxis) = ("numbers", nil, nil)
  }

  private init(_ words: String, _ mending: String, adding axis: Int? = nil) {
    (kind, size, isBigEndian) = (.other, 0, false)
    (self.words, self.mending, addedAxis) = (words, mending, axis)
  }

  /// Whether the entries may be the numbers of classes.
  var mayBeLabel: Bool { [.integer, .whole, .flag].contains(kind) }

  /// The nearest number in single precision.
  func value(_ bytes: [UInt8], at offset: Int) -> Float {
    var bits: UInt64 = 0
    for index in 0..<size {
      bits = bits << 8 | UInt64(bytes[offset + (isBigEndian ? index : size - 1 - index)])
    }
    switch (kind, size) {
    case (.real, 2): return Float(Float16(bitPattern: UInt16(bits)))
    case (.real, 4): return Float(bitPattern: UInt32(bits))
    case (.real, _): return Float(Double(bitPattern: bits))
    // Its sign is the first of its own bits.
    case (.integer, _): return Float(Int64(bitPattern: bits << UInt64(64 - size * 8)) >> Int64(64 - size * 8))
    case (.whole, _): return Float(bits)
    case (.flag, _): return bits == 0 ? 0 : 1
    case (.other, _): return .nan
    }
  }
}

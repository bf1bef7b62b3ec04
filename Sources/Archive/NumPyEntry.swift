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
  /// Other entries of which numbers can be made, as this program can see from the file.
  enum Source: Hashable {
    /// A real and an imaginary part of so many bytes.
    case parts(size: Int)
    /// Counted in whole numbers.
    case instants
    /// So many characters of so many bytes.
    case text(length: Int, unit: Int)
  }

  let source: Source?
  /// What makes numbers of the array `a` where there is a source.
  let mending: String?
  /// What else could be made of the entries, in words.
  var choice: String {
    if case .parts = source { " (a.real or abs(a))" } else { "" }
  }
  /// What makes numbers of entries that this program cannot read.
  var unfollowed: String? { source == nil ? mending : nil }
  private let isBigEndian: Bool

  init(_ descr: NumPyHeader.Descr) {
    guard case .text(let text) = descr else {
      let count = if case .fields(let count) = descr { count } else { 0 }
      self.init("records of \(count) fields")
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
    case ("f", _): self.init("numbers of extended precision", nil, "a.astype(\"float32\")")
    case ("c", 8), ("c", 16):
      self.init("complex numbers", .parts(size: size / 2), "a.real", isBig)
    case ("c", _): self.init("complex numbers of extended precision", nil, "a.real.astype(\"float32\")")
    case ("U", _): self.init("strings", .text(length: size, unit: 4), "a.astype(\"float32\")", isBig)
    case ("S", _), ("a", _): self.init("strings", .text(length: size, unit: 1), "a.astype(\"float32\")")
    case ("O", _): self.init("Python objects")
    // Their size is followed by their unit.
    case ("M", _), ("m", _):
      let isWhole = rest.dropFirst().first == "8"
      self.init("dates or times", isWhole ? .instants : nil, "a.astype(\"int64\")", isBig)
    default: self.init("entries of type \(text)")
    }
  }

  private init(_ kind: Kind, _ size: Int, _ isBigEndian: Bool) {
    (self.kind, self.size, self.isBigEndian) = (kind, size, isBigEndian)
    (words, source, mending) = ("numbers", nil, nil)
  }

  private init(
    _ words: String, _ source: Source? = nil, _ mending: String? = nil, _ isBigEndian: Bool = false
  ) {
    kind = .other
    size =
      switch source {
      case .parts(let size): 2 * size
      case .instants: 8
      case .text(let length, let unit): length.multipliedReportingOverflow(by: unit).partialValue
      case nil: 0
      }
    (self.words, self.source, self.mending, self.isBigEndian) = (words, source, mending, isBigEndian)
  }

  /// Whether the entries may be the numbers of classes.
  var mayBeLabel: Bool { [.integer, .whole, .flag].contains(kind) }

  /// The nearest number in single precision.
  func value(_ bytes: [UInt8], at offset: Int) -> Float {
    switch kind {
    case .other: .nan
    case .flag: bytes[offset] == 0 ? 0 : 1
    case .real, .integer, .whole: number(kind, size, bytes, at: offset)
    }
  }

  /// What the line of NumPy makes of an entry; `nil` where it fails, or makes no number.
  func converted(_ bytes: [UInt8], at offset: Int) -> Float? {
    let value: Float?
    switch source {
    case .parts(let size): value = number(.real, size, bytes, at: offset)
    case .instants: value = number(.integer, 8, bytes, at: offset)
    case .text: value = text(bytes, at: offset).flatMap(Self.number(in:))
    case nil: value = nil
    }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// An entry of a text, without the zeros that fill it up.
  func text(_ bytes: [UInt8], at offset: Int) -> String? {
    guard case .text(let length, let unit) = source else { return nil }
    let scalars = (0..<length).map { index in
      bits(unit, bytes, at: offset + index * unit)
    }
    let end = scalars.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    return String(String.UnicodeScalarView(scalars[..<end].map { Unicode.Scalar(UInt32($0)) ?? "\u{FFFD}" }))
  }

  /// Only what every reader takes for a number.
  private static func number(in text: String) -> Float? {
    text.wholeMatch(of: /[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?/) == nil
      ? nil : Double(text.hasSuffix(".") ? text + "0" : text).map { Float($0) }
  }

  private func bits(_ size: Int, _ bytes: [UInt8], at offset: Int) -> UInt64 {
    (0..<size).reduce(0) { bits, index in
      bits << 8 | UInt64(bytes[offset + (isBigEndian ? index : size - 1 - index)])
    }
  }

  private func number(_ kind: Kind, _ size: Int, _ bytes: [UInt8], at offset: Int) -> Float {
    let bits = bits(size, bytes, at: offset)
    switch (kind, size) {
    case (.real, 2): return Float(Float16(bitPattern: UInt16(bits)))
    case (.real, 4): return Float(bitPattern: UInt32(bits))
    case (.real, _): return Float(Double(bitPattern: bits))
    // Its sign is the first of its own bits.
    case (.integer, _): return Float(Int64(bitPattern: bits << UInt64(64 - size * 8)) >> Int64(64 - size * 8))
    default: return Float(bits)
    }
  }
}

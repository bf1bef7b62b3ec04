import Foundation

/// Walks the members of JSON objects in a line of bytes without making values of what nobody asks for.
///
/// Opening a large study reads hundreds of megabytes of records; the general parser takes ten times the two seconds
/// that this may last.
struct JSONScanner {
  struct Malformed: Error {}

  /// A value as it stands in the bytes.
  struct Value {
    enum Kind { case text, number, object, other }

    let kind: Kind
    /// Without the quotes of a text.
    let range: Range<Int>
  }

  /// Objects and lists within each other at most.
  private static let deepest = 64

  private let bytes: UnsafeRawBufferPointer
  private var at: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>? = nil) {
    self.bytes = bytes
    at = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }

  /// Calls `body` with every member of the object that fills the range, in their order.
  mutating func forEachMember(_ body: (_ name: Range<Int>, Value) throws -> Void) throws {
    try expect(UInt8(ascii: "{"))
    try forEachEntry(closedBy: UInt8(ascii: "}")) { scanner in
      let name = try scanner.text()
      try scanner.expect(UInt8(ascii: ":"))
      try body(name, scanner.value(depth: 1))
    }
    skipSpace()
    guard at == end else { throw Malformed() }
  }

  /// Calls `body` at every entry of an object or a list that has been opened, and goes behind its end.
  private mutating func forEachEntry(
    closedBy close: UInt8, _ body: (inout JSONScanner) throws -> Void
  ) throws {
    skipSpace()
    if peek == close {
      at += 1
      return
    }
    while true {
      try body(&self)
      skipSpace()
      guard peek == UInt8(ascii: ",") else { return try expect(close) }
      at += 1
    }
  }

  private var peek: UInt8? { at < end ? bytes[at] : nil }

  private mutating func skipSpace() {
    while at < end {
      switch bytes[at] {
      case 0x20, 0x09, 0x0a, 0x0d: at += 1
      default: return
      }
    }
  }

  private mutating func expect(_ byte: UInt8) throws {
    skipSpace()
    guard peek == byte else { throw Malformed() }
    at += 1
  }

  /// The range between the quotes. Escapes stay as they are: no name or value of a record needs one.
  private mutating func text() throws -> Range<Int> {
    try expect(UInt8(ascii: "\""))
    let start = at
    // Most of a record is one long text without escapes.
    while end - at > 32 {
      let special = (0..<4).reduce(UInt64(0)) { found, place in
        found | Self.special(bytes.loadUnaligned(fromByteOffset: at + 8 * place, as: UInt64.self))
      }
      guard special == 0 else { break }
      at += 32
    }
    while at < end {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        return start..<at - 1
      case UInt8(ascii: "\\"): at += 2
      case 0..<0x20: throw Malformed()
      default: at += 1
      }
    }
    throw Malformed()
  }

  /// Zero where eight bytes have none below a space, no quote and no backslash; where one has its highest bit, it may be
  /// another number all the same.
  private static func special(_ word: UInt64) -> UInt64 {
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    /// Has a top bit where a byte is zero.
    func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & tops }
    let low = (word &- ones &* 0x20) & tops
    return low | word & tops | zeros(word ^ ones &* 0x22) | zeros(word ^ ones &* 0x5c)
  }

  private mutating func value(depth: Int) throws -> Value {
    skipSpace()
    let start = at
    switch peek {
    case UInt8(ascii: "\""): return Value(kind: .text, range: try text())
    case UInt8(ascii: "{"):
      try skipNested(UInt8(ascii: "}"), depth: depth, named: true)
      return Value(kind: .object, range: start..<at)
    case UInt8(ascii: "["):
      try skipNested(UInt8(ascii: "]"), depth: depth, named: false)
      return Value(kind: .other, range: start..<at)
    default:
      while at < end, Self.isWord(bytes[at]) { at += 1 }
      guard at > start else { throw Malformed() }
      let isNumber = bytes[start] == UInt8(ascii: "-") || (0x30...0x39).contains(bytes[start])
      guard isNumber || ["true", "false", "null"].contains(string(start..<at)) else { throw Malformed() }
      return Value(kind: isNumber ? .number : .other, range: start..<at)
    }
  }

  private mutating func skipNested(_ close: UInt8, depth: Int, named: Bool) throws {
    guard depth < Self.deepest else { throw Malformed() }
    at += 1
    try forEachEntry(closedBy: close) { scanner in
      if named {
        _ = try scanner.text()
        try scanner.expect(UInt8(ascii: ":"))
      }
      _ = try scanner.value(depth: depth + 1)
    }
  }

  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: false
    }
  }

  // MARK: Values

  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
    return memcmp(base + range.lowerBound, text.utf8Start, range.count) == 0
  }

  func text(_ value: Value) throws -> String {
    guard value.kind == .text else { throw Malformed() }
    return string(value.range)
  }

  func integer(_ value: Value) throws -> Int {
    guard value.kind == .number, let number = Int(string(value.range)) else { throw Malformed() }
    return number
  }

  func number(_ value: Value) throws -> Double {
    guard value.kind == .number, let number = Double(string(value.range)) else { throw Malformed() }
    return number
  }
}

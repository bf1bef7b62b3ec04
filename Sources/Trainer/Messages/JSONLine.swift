/// Reads a line of JSON (RFC 8259) value by value, from the bytes into the caller's own types: a line may have millions
/// of numbers. Nothing that is not JSON passes, whether somebody asks for it or not.
struct JSONLine {
  /// A value as it stands in the bytes; of a text, its quotes included.
  struct Value {
    enum Kind: String {
      case text
      case number = "a number"
      case object = "an object"
      case list = "a list"
      case word = "true, false or null"
    }

    let kind: Kind
    let range: Range<Int>
  }

  /// Objects and lists within each other at most.
  private static let deepest = 32

  let bytes: UnsafeRawBufferPointer
  private(set) var at: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>? = nil) {
    self.bytes = bytes
    at = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }

  // MARK: Walking

  /// Calls `body` with every member of the object that fills the rest, in their order.
  mutating func forEachMember(_ body: (String, Value) throws(TrainerFault) -> Void) throws(TrainerFault) {
    try expect(UInt8(ascii: "{"), "an object in { }")
    try forEachEntry(closedBy: UInt8(ascii: "}"), depth: 0) { line throws(TrainerFault) in
      let name = try line.text()
      try line.expect(UInt8(ascii: ":"), "a colon behind \(name.quoted)")
      try body(name, line.value(depth: 1))
    }
    try expectEnd()
  }

  /// Calls `body` at every entry of the list that fills the rest, which has to go behind it.
  mutating func forEachEntry(_ body: (inout JSONLine) throws(TrainerFault) -> Void) throws(TrainerFault) {
    try expect(UInt8(ascii: "["), "a list in [ ]")
    try forEachEntry(closedBy: UInt8(ascii: "]"), depth: 0, body)
    try expectEnd()
  }

  /// Goes behind a value and tells where it stands.
  mutating func value() throws(TrainerFault) -> Value { try value(depth: 0) }

  /// A list of exactly two values.
  mutating func pair() throws(TrainerFault) -> (Value, Value)? {
    skipSpace()
    guard peek == UInt8(ascii: "[") else { return nil }
    var values: [Value] = []
    at += 1
    try forEachEntry(closedBy: UInt8(ascii: "]"), depth: 1) { line throws(TrainerFault) in
      let value = try line.value(depth: 1)
      if values.count < 3 { values.append(value) }
    }
    return values.count == 2 ? (values[0], values[1]) : nil
  }

  private mutating func forEachEntry(
    closedBy close: UInt8, depth: Int, _ body: (inout JSONLine) throws(TrainerFault) -> Void
  ) throws(TrainerFault) {
    guard depth < Self.deepest else {
      throw TrainerFault("has lists and objects more than \(Self.deepest) deep")
    }
    skipSpace()
    if peek == close {
      at += 1
      return
    }
    while true {
      try body(&self)
      skipSpace()
      guard peek == UInt8(ascii: ",") else {
        let needed = close == UInt8(ascii: "]") ? "a comma or ]" : "a comma or }"
        return try expect(close, needed)
      }
      at += 1
    }
  }

  private mutating func value(depth: Int) throws(TrainerFault) -> Value {
    skipSpace()
    let start = at
    func value(_ kind: Value.Kind) -> Value { Value(kind: kind, range: start..<at) }
    switch peek {
    case UInt8(ascii: "\""):
      try skipText()
      return value(.text)
    case UInt8(ascii: "{"):
      at += 1
      try forEachEntry(closedBy: UInt8(ascii: "}"), depth: depth) { line throws(TrainerFault) in
        line.skipSpace()
        try line.skipText()
        try line.expect(UInt8(ascii: ":"), "a colon")
        _ = try line.value(depth: depth + 1)
      }
      return value(.object)
    case UInt8(ascii: "["):
      at += 1
      try forEachEntry(closedBy: UInt8(ascii: "]"), depth: depth) { line throws(TrainerFault) in
        _ = try line.value(depth: depth + 1)
      }
      return value(.list)
    default:
      while at < end, Self.isOfWord(bytes[at]) { at += 1 }
      let word = bytes[start..<at]
      if Self.isNumber(word) { return value(.number) }
      let text = String(decoding: word, as: UTF8.self)
      if ["true", "false", "null"].contains(text) { return value(.word) }
      if ["NaN", "Infinity", "-Infinity"].contains(text) {
        let right = text == "NaN" ? "nan" : text == "Infinity" ? "inf" : "-inf"
        throw TrainerFault("has \(text), which JSON does not know; write \"\(right)\" in quotes")
      }
      at = start
      throw wrong("a value")
    }
  }

  // MARK: Bytes

  private var peek: UInt8? { at < end ? bytes[at] : nil }

  private mutating func skipSpace() {
    while at < end, [0x20, 0x09, 0x0d].contains(bytes[at]) { at += 1 }
  }

  private mutating func expect(_ byte: UInt8, _ needed: String) throws(TrainerFault) {
    skipSpace()
    guard peek == byte else { throw wrong(needed) }
    at += 1
  }

  private mutating func expectEnd() throws(TrainerFault) {
    skipSpace()
    guard at == end else { throw wrong("nothing more") }
  }

  private func wrong(_ needed: String) -> TrainerFault {
    let found = at < end ? String(decoding: bytes[at..<min(end, at + 20)], as: UTF8.self).quoted : "the end"
    return TrainerFault("is not JSON: needs \(needed) at byte \(at + 1), where it has \(found)")
  }

  private mutating func skipText() throws(TrainerFault) {
    guard peek == UInt8(ascii: "\"") else { throw wrong("a name in quotes") }
    at += 1
    while at < end {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        return
      case UInt8(ascii: "\\"): at += 2
      case 0..<0x20: throw wrong("an escape instead of a control character")
      default: at += 1
      }
    }
    at = end
    throw wrong("a quote that ends the text")
  }

  private mutating func text() throws(TrainerFault) -> String {
    skipSpace()
    let start = at
    try skipText()
    return try text(Value(kind: .text, range: start..<at))
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: false
    }
  }

  /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
  private static func isNumber(_ word: Slice<UnsafeRawBufferPointer>) -> Bool {
    var rest = word
    func digits() -> Int {
      let count = rest.prefix { (0x30...0x39).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let leadingZero = rest.first == UInt8(ascii: "0")
    let count = digits()
    guard count > 0, count == 1 || !leadingZero else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

// MARK: Values

extension JSONLine {
  func characters(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// What a text says, its escapes resolved.
  func text(_ value: Value) throws(TrainerFault) -> String {
    let inner = value.range.dropFirst().dropLast()
    guard bytes[inner].contains(UInt8(ascii: "\\")) else { return characters(inner) }
    var units: [UInt16] = []
    var rest = characters(inner).utf16[...]
    while let unit = rest.popFirst() {
      guard unit == 0x5c else {
        units.append(unit)
        continue
      }
      guard let escape = rest.popFirst().flatMap(Unicode.Scalar.init) else { break }
      if escape == "u" {
        guard rest.count >= 4, let code = UInt16(String(decoding: rest.prefix(4), as: UTF16.self), radix: 16)
        else { throw TrainerFault("has \\u without four hexadecimal digits") }
        units.append(code)
        rest = rest.dropFirst(4)
      } else if let meant = Self.escapes[escape] {
        units.append(meant)
      } else {
        throw TrainerFault("has the escape \\\(escape), which JSON does not know")
      }
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw TrainerFault("has half a surrogate pair in a text")
    }
    return text
  }

  private static let escapes: [Unicode.Scalar: UInt16] = [
    "\"": 0x22, "\\": 0x5c, "/": 0x2f, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
  ]

  /// A whole number, with or without decimals that are zero.
  func whole(_ value: Value) -> Int? {
    guard value.kind == .number else { return nil }
    let text = characters(value.range)
    return Int(text) ?? Double(text).flatMap { abs($0) <= 1 / Double.ulpOfOne ? Int(exactly: $0) : nil }
  }

  /// A number, or one of the texts `"nan"`, `"inf"`, `"-inf"`. `nil` for what is neither, or beyond double precision.
  func number(_ value: Value) -> Double? {
    switch value.kind {
    case .number: Double(characters(value.range)).flatMap { $0.isFinite ? $0 : nil }
    case .text:
      switch characters(value.range) {
      case "\"nan\"": .nan
      case "\"inf\"": .infinity
      case "\"-inf\"": -.infinity
      default: nil
      }
    default: nil
    }
  }
}

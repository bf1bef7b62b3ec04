/// The dictionary at the start of a `.npy` file, such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), }`: exactly these three keys, in any order. Python 2 wrote
/// lengths as `10L`.
struct NumPyHeader: Hashable {
  enum Descr: Hashable {
    /// The type of all entries.
    case text(String)
    /// The list of fields of a structured type: how many.
    case fields(Int)
  }

  var descr: Descr
  var fortranOrder: Bool
  var shape: [Int]

  init?(_ text: String) {
    var scanner = Scanner(rest: Array(text.utf8)[...])
    var descr: Descr?
    var fortranOrder: Bool?
    var shape: [Int]?
    guard scanner.take("{") else { return nil }
    while !scanner.take("}") {
      guard let key = scanner.text(), scanner.take(":") else { return nil }
      switch key {
      case "descr" where descr == nil:
        descr =
          scanner.peek == UInt8(ascii: "[")
          ? scanner.fields().map(Descr.fields) : scanner.text().map(Descr.text)
        if descr == nil { return nil }
      case "fortran_order" where fortranOrder == nil:
        fortranOrder = scanner.take("True") ? true : scanner.take("False") ? false : nil
        if fortranOrder == nil { return nil }
      case "shape" where shape == nil: shape = scanner.tuple()
      default: return nil
      }
      guard scanner.take(",") || scanner.peek == UInt8(ascii: "}") else { return nil }
    }
    scanner.skipSpace()
    guard scanner.rest.isEmpty, let descr, let fortranOrder, let shape else { return nil }
    self.descr = descr
    self.fortranOrder = fortranOrder
    self.shape = shape
  }

  /// The few tokens of Python that the header is made of.
  private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func skipSpace() {
      rest = rest.drop { [UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t")].contains($0) }
    }

    var peek: UInt8? {
      mutating get {
        skipSpace()
        return rest.first
      }
    }

    mutating func take(_ token: String) -> Bool {
      skipSpace()
      guard rest.starts(with: token.utf8) else { return false }
      rest = rest.dropFirst(token.utf8.count)
      return true
    }

    /// Passes over a list with all that is in it, and counts its tuples.
    mutating func fields() -> Int? {
      var count = 0
      var ends: [UInt8] = []
      while let byte = peek {
        switch byte {
        case UInt8(ascii: "["): ends.append(UInt8(ascii: "]"))
        case UInt8(ascii: "("):
          if ends.count == 1 { count += 1 }
          ends.append(UInt8(ascii: ")"))
        case UInt8(ascii: "]"), UInt8(ascii: ")"):
          guard ends.popLast() == byte else { return nil }
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
          guard text() != nil else { return nil }
          continue
        default: break
        }
        rest = rest.dropFirst()
        if ends.isEmpty { return count }
      }
      return nil
    }

    mutating func text() -> String? {
      // Python's prefixes of bytes and of Unicode.
      if let mark = peek, mark == UInt8(ascii: "b") || mark == UInt8(ascii: "u") { rest = rest.dropFirst() }
      guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
      let body = rest.dropFirst()
      guard let end = body.firstIndex(of: quote) else { return nil }
      rest = body[(end + 1)...]
      return String(decoding: body[..<end], as: UTF8.self)
    }

    mutating func tuple() -> [Int]? {
      guard take("(") else { return nil }
      var lengths: [Int] = []
      while !take(")") {
        skipSpace()
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let length = Int(String(decoding: digits, as: UTF8.self)), lengths.count < 32 else {
          return nil
        }
        lengths.append(length)
        rest = rest.dropFirst(digits.count)
        if rest.first == UInt8(ascii: "L") { rest = rest.dropFirst() }
        guard take(",") || peek == UInt8(ascii: ")") else { return nil }
      }
      return lengths
    }
  }
}

/// The dictionary at the start of a `.npy` file, such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), }`: exactly these three keys, in any order.
struct NumPyHeader: Hashable {
  var descr: String
  var fortranOrder: Bool
  var shape: [Int]

  init?(_ text: String) {
    var scanner = Scanner(rest: Array(text.utf8)[...])
    var descr: String?
    var fortranOrder: Bool?
    var shape: [Int]?
    guard scanner.take("{") else { return nil }
    while !scanner.take("}") {
      guard let key = scanner.text(), scanner.take(":") else { return nil }
      switch key {
      case "descr" where descr == nil: descr = scanner.text()
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

    mutating func text() -> String? {
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
        guard take(",") || peek == UInt8(ascii: ")") else { return nil }
      }
      return lengths
    }
  }
}

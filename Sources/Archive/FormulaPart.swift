/// A piece of a text with symbols: `σ_v = 3` is `σ`, a lowered `v`, and ` = 3`.
struct FormulaPart {
  var text: Substring
  var isLowered: Bool

  /// Of a lowered letter, for letters of size 1.
  static let loweredSize = 0.75

  /// The letters and digits behind `_` are lowered where it stands behind symbols, as in `ασ_v`, or means the held-out samples, as
  /// in `acc_test`; not behind a word, as in `loss_final`, and not in a name that the text begins with.
  static func parts(of text: String, name: String = "") -> [FormulaPart] {
    if !name.isEmpty, text.hasPrefix(name) {
      return [.init(text: name[...], isLowered: false)] + parts(of: String(text.dropFirst(name.count)))
    }
    var parts: [FormulaPart] = []
    var start = text.startIndex
    for match in text.matches(of: /([\p{L}\p{N}_]*\p{L})_([\p{L}\p{N}]+)/)
    where match.2 == "test" || !(match.1.count > 1 && match.1.allSatisfy(\.isASCII)) {
      parts.append(.init(text: text[start..<match.1.endIndex], isLowered: false))
      parts.append(.init(text: match.2, isLowered: true))
      start = match.range.upperBound
    }
    parts.append(.init(text: text[start...], isLowered: false))
    return parts.filter { !$0.text.isEmpty }
  }

  /// About how wide a text is, for letters of size 1.
  static func width(of text: String, name: String = "") -> Double {
    parts(of: text, name: name).map { width($0.text) * ($0.isLowered ? loweredSize : 1) }.reduce(0, +)
  }

  private static func width(_ text: Substring) -> Double {
    text.reduce(0) { sum, letter in
      switch letter {
      case "i", "j", "l", "f", "t", "r", "I", " ", ".", ",", "(", ")", "/": sum + 0.35
      case "m", "w", "M", "W": sum + 0.9
      default: sum + (letter.isUppercase ? 0.7 : 0.58)
      }
    }
  }

  /// The text in lines that are no wider than `width`, broken behind commas where it is too long.
  static func lines(_ text: String, width: Double) -> [String] {
    let phrases = text.split(separator: ", ", omittingEmptySubsequences: false)
    return phrases.reduce(into: [String]()) { lines, phrase in
      guard let last = lines.last, self.width(of: "\(last), \(phrase)") <= width else {
        if let last = lines.popLast() { lines.append(last + ",") }
        return lines.append(String(phrase))
      }
      lines[lines.count - 1] = "\(last), \(phrase)"
    }
  }
}

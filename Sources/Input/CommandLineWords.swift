extension ShellText {
  /// The words of a command line, without its quotes. What only a shell could do is refused.
  package static func words(_ line: String) throws(Refusal) -> [String] {
    var words: [String.UnicodeScalarView] = []
    var (quote, isEscaped, isWithinWord): (Unicode.Scalar?, Bool, Bool) = (nil, false, false)
    for scalar in line.unicodeScalars {
      if !isWithinWord, !scalar.properties.isWhitespace {
        words.append(.init())
        isWithinWord = true
      }
      switch scalar {
      case _ where isEscaped:
        words[words.count - 1].append(scalar)
        isEscaped = false
      case "\\" where quote != "'": isEscaped = true
      case _ where scalar == quote: quote = nil
      case _ where quote == "'": words[words.count - 1].append(scalar)
      case "$", "`":
        throw .option(
          line, "has a \(scalar), which only a shell understands; say sh -c '…', or put it in single quotes")
      case _ where quote != nil: words[words.count - 1].append(scalar)
      case "\"", "'": quote = scalar
      case _ where scalar.properties.isWhitespace: isWithinWord = false
      case "|", "&", ";", "<", ">", "(", ")", "*", "?":
        throw .option(
          line, "has a \(scalar), which only a shell understands; say sh -c '…', or put it in quotes")
      default: words[words.count - 1].append(scalar)
      }
    }
    guard quote == nil, !isEscaped else { throw .option(line, "has a quote without its end") }
    return words.map { String($0) }
  }
}

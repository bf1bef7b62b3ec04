/// Text that programs take as one word, whatever is in it but line ends.
package enum ShellText {
  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber) || "_-./:=,@%+".contains(character)
  }

  /// For a POSIX shell.
  package static func word(_ text: String) -> String {
    if !text.isEmpty, text.allSatisfy(isPlain) { return text }
    return "'\(text.replacing("'", with: "'\\''"))'"
  }

  /// The same as the first word of a command, where a shell also knows assignments and words of its own.
  package static func command(_ text: String) -> String {
    let word = word(text)
    return word == text && (text.contains("=") || !text.contains("/")) ? "'\(text)'" : word
  }

  /// For a line `#SBATCH …`, which sbatch reads by rules of its own: quotes keep spaces and nothing else; a backslash
  /// takes the next character as it is, and where there is none a # begins a comment, within quotes too.
  package static func directive(_ text: String) -> String {
    if !text.isEmpty, text.allSatisfy(isPlain) { return text }
    let escaped = text.map { "\"#\\".contains($0) ? "\\\($0)" : String($0) }
    return "\"\(escaped.joined())\""
  }

  /// Whether it would end the line that it stands in.
  package static func breaksLines(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}

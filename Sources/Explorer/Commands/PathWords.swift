/// How parametrisations are named in a command: by the name of one that is built in, or by a file. A blank in a file's
/// name has a backslash before it.
enum PathWords {
  static func isFile(_ name: String) -> Bool { name.contains("/") || name.hasSuffix(".toml") }

  /// As a name is typed.
  static func text(of name: String) -> String {
    name.reduce(into: "") { text, character in
      if character.isWhitespace || character == "\\" { text.append("\\") }
      text.append(character)
    }
  }

  /// What the last word of a text is so far, and in how many characters it is typed.
  static func last(of text: String) -> (name: String, length: Int) {
    var (name, length, isEscaped) = ("", 0, false)
    for character in text {
      length += 1
      if isEscaped {
        name.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character.isWhitespace {
        (name, length) = ("", 0)
      } else {
        name.append(character)
      }
    }
    return (name, length)
  }

  static func words(_ text: String) -> [String] {
    var (words, word, isEscaped) = ([String](), "", false)
    for character in text {
      if isEscaped || (character != "\\" && !character.isWhitespace) {
        word.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        words.append(word)
        word = ""
      }
    }
    return (words + [word]).filter { !$0.isEmpty }
  }
}

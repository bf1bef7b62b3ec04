import Glibc

/// Text of the system (arguments, variables, names of files): bytes that are mostly, but not always, UTF-8.
///
/// A `String` holds it so that the very bytes can be had again. A byte that belongs to no character stands as a scalar of
/// `U+10FF80…U+10FFFF`, which no text uses; the characters of that range themselves stand byte by byte, so that no two
/// names become one. Whatever hands a name to the system takes it from `systemBytes`.
extension String {
  private static let escapes: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

  package init(systemBytes bytes: [UInt8]) {
    var scalars = String.UnicodeScalarView()
    var (parser, iterator, position) = (Unicode.UTF8.ForwardParser(), bytes.makeIterator(), 0)
    func escape(_ count: Int) {
      for byte in bytes[position..<position + count] {
        scalars.append(Unicode.Scalar(0x10FF00 + UInt32(byte)) ?? "?")
      }
    }
    parsing: while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        if Self.escapes.contains(scalar.value) { escape(encoded.count) } else { scalars.append(scalar) }
        position += encoded.count
      case .error(let length):
        escape(length)
        position += length
      case .emptyInput: break parsing
      }
    }
    self.init(scalars)
  }

  /// As the system has it.
  package var systemBytes: [UInt8] {
    unicodeScalars.flatMap { scalar in
      Self.escapes.contains(scalar.value) ? [UInt8(scalar.value - 0x10FF00)] : Array(String(scalar).utf8)
    }
  }

  /// Calls the body with the bytes and a zero behind them. `nil`, with `errno` set, where a zero is among them: the system
  /// would take another name.
  package func withSystemText<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result? {
    let bytes = systemBytes
    guard !bytes.contains(0) else {
      errno = EINVAL
      return nil
    }
    return (bytes.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map(body)
    }
  }

  /// As it can be shown: in one line, and unable to drive a terminal. Bytes that are no text are shown as `\xFF`.
  package var printable: String {
    unicodeScalars.map { scalar in
      if Self.escapes.contains(scalar.value) {
        return "\\x" + String(scalar.value - 0x10FF00, radix: 16, uppercase: true)
      }
      switch scalar.properties.generalCategory {
      // Marks of direction among the format characters would let a name read as another.
      case .control, .lineSeparator, .paragraphSeparator, .format: return "?"
      default: return String(scalar)
      }
    }.joined()
  }
}

extension Unicode.Scalar {
  /// False for what would drive a terminal, end a line, turn the direction of writing, or has no look that is known.
  package var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
    default: true
    }
  }
}

/// The arguments and variables that this process was started with.
package enum Surroundings {
  package static let arguments: [String] =
    (0..<Int(CommandLine.argc)).compactMap { index in
      CommandLine.unsafeArgv[index].map { text($0) }
    }

  /// The last of several of one name, as the system has it too.
  package static var environment: [String: String] {
    var (variables, next) = ([String: String](), environ)
    while let entry = next.pointee {
      let bytes = systemBytes(entry)
      if let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
        variables[String(systemBytes: Array(bytes[..<equals]))] =
          String(systemBytes: Array(bytes[(equals + 1)...]))
      }
      next += 1
    }
    return variables
  }

  static func text(_ pointer: UnsafePointer<CChar>) -> String { String(systemBytes: systemBytes(pointer)) }

  private static func systemBytes(_ pointer: UnsafePointer<CChar>) -> [UInt8] {
    UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map(UInt8.init(bitPattern:))
  }
}

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

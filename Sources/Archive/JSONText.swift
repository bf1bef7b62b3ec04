import Phases

/// JSON as this program writes it: members in the order given, numbers in their shortest exact form.
package enum JSONText {
  package typealias Member = (name: String, value: String)

  package static func object(_ members: [Member]) -> String {
    "{" + members.map { "\(string($0.name)): \($0.value)" }.joined(separator: ", ") + "}"
  }

  package static func list(_ values: [String]) -> String { "[\(values.joined(separator: ", "))]" }

  package static func list(_ values: [Float]) -> String { list(values.map { number($0) }) }

  /// `null` for what is not finite, as JSON has no other word for it.
  package static func number(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
    value.isFinite ? value.shortest : "null"
  }

  /// What drives a terminal, ends a line or turns the direction of writing is escaped, too.
  package static func string(_ text: String) -> String {
    var escaped = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case " "..."~": escaped.unicodeScalars.append(scalar)
      case _ where isPlain(scalar): escaped.unicodeScalars.append(scalar)
      default:
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          escaped += "\\u" + String(String(UInt32(unit) + 0x10000, radix: 16).dropFirst())
        }
      }
    }
    return escaped + "\""
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
    default: true
    }
  }
}

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

  package static func string(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case _ where scalar.value < 0x20:
        "\\u" + String(String(scalar.value + 0x10000, radix: 16).dropFirst())
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}

/// Text for `man`, in the macros of man(7).
struct Roff {
  private(set) var text = ""

  mutating func header(_ name: String, source: String) {
    text += ".TH \(Self.escaped(name.uppercased())) 1 \"\" \"\(Self.escaped(source))\"\n"
  }

  mutating func section(_ title: String) { text += ".SH \(Self.escaped(title))\n" }
  mutating func subsection(_ title: String) { text += ".SS \(Self.escaped(title))\n" }

  /// A paragraph; lines that begin with blanks stay as they are.
  mutating func prose(_ prose: String) {
    var isVerbatim = false
    text += ".PP\n"
    for line in prose.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  ") != isVerbatim {
        isVerbatim.toggle()
        text += isVerbatim ? ".PP\n.nf\n" : ".fi\n"
      }
      text += line.isEmpty ? ".PP\n" : Self.escaped(String(line)) + "\n"
    }
    if isVerbatim { text += ".fi\n" }
  }

  /// A row: what it is, in bold and then in italics, and what that means.
  mutating func row(_ bold: String, _ meaning: String, value italic: String = "") {
    let space = italic.isEmpty || bold.isEmpty ? "" : " "
    text += ".TP\n"
    text += bold.isEmpty ? "" : "\\fB\(Self.escaped(bold))\\fR"
    text += italic.isEmpty ? "" : "\(space)\\fI\(Self.escaped(italic))\\fR"
    text += "\n\(Self.escaped(meaning.isEmpty ? " " : meaning))\n"
  }

  /// Nothing of it is a command, and every character survives a formatter that knows ASCII only.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "\"": escaped += "\\(dq"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case _ where scalar.isASCII: escaped.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
    return escaped.first == "." ? "\\&" + escaped : escaped
  }
}

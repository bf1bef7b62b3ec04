import Input
import Model

/// A path in a file: `alpha = "depth^0.5"`, and the same of `sigma_v` and `eta`.
extension ParametrisationPath {
  /// Exponents beyond these are no parametrisation.
  private static let largestExponent = 10.0

  /// Reads a file's text; `file` names it in errors, and the path, if it has no name of its own. Throws with status 65
  /// at the line that is wrong.
  package init(toml text: String, file: String) throws(Refusal) {
    let document = try Document(text, file: file)
    let top = Section(document)
    let names = Self.followers.map(\.name)
    var powers: [Parameter: Powers] = [:]
    for key in top.values.keys.sorted() where key != "name" {
      guard let follower = Parameter(spelling: key), Self.followers.contains(follower) else {
        throw top.error(key, key.unknown("key", among: ["name"] + names))
      }
      guard powers[follower] == nil else {
        throw top.error(key, "\(follower.name) is said twice; leave one out")
      }
      powers[follower] = try top.text(key).map { text throws(Refusal) in
        try top.placed(key) { try Self.powers(of: text, in: key) }
      }
    }
    guard !powers.isEmpty else {
      throw top.error(
        nil,
        "says nothing of \(names.joined(separator: ", ")); one of them is needed, as in alpha = \"depth^0.5\""
      )
    }
    let name = try top.text("name") ?? Study.name(ofFile: file)
    guard Study.isName(name) else {
      throw top.error(
        "name", "the name must be 1 to 64 letters, digits, \".\", \"_\" or \"-\", not starting with \".\"")
    }
    self.init(name: name, powers: powers)
  }

  /// `depth^0.5 * width^-1`, or `1` for what stays. Throws a `Complaint`.
  private static func powers(of text: String, in key: String) throws -> Powers {
    var powers: Powers = [:]
    for factor in text.split(separator: "*", omittingEmptySubsequences: false) {
      let parts = factor.split(separator: "^", omittingEmptySubsequences: false).map(\.withoutOuterBlanks)
      if parts == ["1"] { continue }
      guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
        throw Complaint(
          "\(key) is \"\(text)\"; it must be a product of powers, as in \"depth^0.5 * width^-1\"")
      }
      guard let size = Parameter(spelling: parts[0]), sizes.contains(size) else {
        throw Complaint(parts[0].unknown("size", among: sizes.map(\.name)))
      }
      let exponent = parts.count == 2 ? Double(parts[1]) : 1
      guard let exponent, exponent.magnitude <= largestExponent else {
        let range = "a number from -\(largestExponent.shortest) to \(largestExponent.shortest)"
        throw Complaint("\(key) has the exponent \"\(parts[1])\"; it must be \(range), as in \"depth^0.5\"")
      }
      powers[size, default: 0] += exponent
    }
    return powers
  }
}

extension Substring {
  fileprivate var withoutOuterBlanks: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

import Input

/// How the program is started that trains a study's cells, as a study file says it: `trainer = ["python3", "train.py"]`, or
///
///     [trainer]
///     command = ["python3", "train.py"]
///     folder = "/data/nets"
///     [trainer.environment]
///     CUDA_VISIBLE_DEVICES = "0"
package struct StudyTrainer: Hashable, Sendable {
  /// At least one word.
  package var command: [String]
  /// Where it is started; `nil`: where the study file is.
  package var folder: String?
  /// Variables beside those that there are.
  package var environment: [String: String]

  package init(command: [String], folder: String? = nil, environment: [String: String] = [:]) {
    self.command = command
    self.folder = folder
    self.environment = environment
  }

  /// What a study file's text says of it; `nil` where its networks are built in.
  package init?(toml text: String, file: String) throws(Refusal) {
    try self.init(Section(Document(text, file: file)))
  }

  /// - Parameter top: the whole file.
  init?(_ top: Section) throws(Refusal) {
    guard let value = top.values["trainer"] else { return nil }
    guard value.table != nil else {
      self.init(command: try Self.words("trainer", in: top) ?? [])
      return
    }
    guard let section = try top.section("trainer") else { return nil }
    try section.allowOnly(["command", "folder", "environment"])
    guard let command = try Self.words("command", in: section) else {
      throw section.error(nil, "[trainer] lacks command = [\"…\"]")
    }
    self.init(command: command, folder: try section.text("folder"))
    guard let variables = try section.section("environment") else { return }
    for name in variables.values.keys.sorted() {
      guard !name.isEmpty, !name.contains("="), !name.contains("\0") else {
        throw variables.error(name, "the variable \(name) has a name that none can have")
      }
      environment[name] = try variables.text(name)
    }
  }

  private static func words(_ key: String, in section: Section) throws(Refusal) -> [String]? {
    guard let value = section.values[key] else { return nil }
    let words = value.list?.compactMap(\.text) ?? []
    guard !words.isEmpty, words.count == value.list?.count, !words[0].isEmpty else {
      throw section.error(
        key,
        "\(key) must be a list of words, the program and its arguments, as in [\"python3\", \"train.py\"]")
    }
    return words
  }

  /// Reads back to the same.
  var toml: [String] {
    var lines = [
      "", "[trainer]",
      "command = [\(command.map(Self.quoted).joined(separator: ", "))]  # trains the cells, see phase-tui trainer",
    ]
    if let folder { lines.append("folder = \(Self.quoted(folder))  # where it is started") }
    if !environment.isEmpty {
      lines.append("[trainer.environment]")
      lines += environment.sorted { $0.key < $1.key }.map { "\(Self.quoted($0)) = \(Self.quoted($1))" }
    }
    return lines
  }

  static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2) + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}

import Input
import Model

extension Study {
  /// Reads a study file's text; `file` names it in errors, and the study, if it has no name of its own.
  /// - Parameter declaration: what the trainer said that the file names.
  package init(toml text: String, file: String, declaration: Declaration? = nil) throws(Refusal) {
    let document = try Document(text, file: file)
    let top = Section(document)
    let trainer = try StudyTrainer(top)
    guard trainer == nil || declaration != nil else {
      throw top.error(
        "trainer", "the study names a trainer, which says what it can be about; explore and sweep start it")
    }
    let vocabulary = declaration.map(Vocabulary.init) ?? .builtIn
    let choices = vocabulary.isBuiltIn ? vocabulary.parameters.filter { $0.choices != nil } : []
    try top.allowOnly(
      ["name", "columns", "rows", "fixed", "thresholds"] + choices.map(\.name) + ["seed", "seeds"]
        + (vocabulary.isBuiltIn ? ["data_seed"] : ["trainer", "rule"]))
    self.init(
      name: try top.text("name") ?? Study.name(ofFile: file),
      columns: try Self.axis("columns", of: top, vocabulary),
      rows: try Self.axis("rows", of: top, vocabulary), vocabulary: vocabulary)
    self.trainer = trainer
    firstSeed = try top.integer("seed") ?? firstSeed
    seedCount = try top.integer("seeds") ?? seedCount
    dataSeed = try top.integer("data_seed") ?? dataSeed
    // Choices may stand above the tables, too.
    for parameter in choices { try fix(parameter, by: parameter.name, in: top) }
    if let section = try top.section("fixed") {
      for (parameter, key) in try section.keys(
        vocabulary.parameter(spelling:), vocabulary.parameters.map(\.name), "parameter")
      {
        if parameter.choices != nil, top.values[parameter.name] != nil {
          throw section.error(key, "\(key) stands above the tables, too; leave one out")
        }
        try fix(parameter, by: key, in: section)
      }
    }
    if let section = try top.section("thresholds") {
      let names = Thresholds.Name.allCases.map(\.rawValue)
      for (name, key) in try section.keys(Thresholds.Name.init(spelling:), names, "threshold") {
        guard let value = try section.number(key) else { continue }
        if let complaint = Thresholds.complaint(about: value, for: name) {
          throw section.error(key, complaint)
        }
        thresholds[name] = value
      }
    }
    if let declaration, top.values["rule"] != nil {
      let own = try top.sections("rule").map { section throws(Refusal) in try OwnRule(section, vocabulary) }
      thresholds.rules = try top.placed("rule") { try Rulebook(own, of: declaration) }
      self.vocabulary = vocabulary.judging(by: thresholds.rules)
    }
    do {
      try check()
    } catch {
      let complaint = error as? Complaint ?? Complaint("\(error)")
      throw document.error(at: place(of: complaint), complaint.problem)
    }
  }

  private mutating func fix(_ parameter: Parameter, by key: String, in section: Section) throws(Refusal) {
    let value =
      parameter.choices == nil
      ? try section.number(key).map(Parameter.Value.number)
      : try section.text(key).map(Parameter.Value.choice)
    guard let value else { return }
    if let complaint = parameter.complaint(about: value) { throw section.error(key, complaint) }
    fix(parameter, at: value)
  }

  private static func axis(
    _ key: String, of top: Section, _ vocabulary: Vocabulary
  ) throws(Refusal) -> Axis {
    guard let section = try top.section(key) else {
      throw top.error(nil, "there is no [\(key)]; a study has an axis in [columns] and one in [rows]")
    }
    try section.allowOnly(["parameter", "low", "high", "count", "values", "label"])
    guard let name = try section.text("parameter") else {
      throw section.error(nil, "[\(key)] lacks parameter = \"…\"")
    }
    let parameter = try section.placed("parameter") {
      let parameter = try vocabulary.parameter(option: name)
      if !parameter.mayBeAxis { throw vocabulary.noAxis(parameter) }
      return parameter
    }
    let values = try section.numbers("values")
    let (low, high) = (try section.number("low"), try section.number("high"))
    let count = try section.integer("count")
    var axis: Axis
    switch (values, low, high, count) {
    case (.some(let values), nil, nil, nil):
      axis = try section.placed("values") { try Axis(parameter, values: values) }
    case (nil, .some(let low), .some(let high), .some(let count)):
      let culprit = Self.culprit(parameter, low: low, high: high)
      axis = try section.placed(culprit) { try Axis(parameter, low: low, high: high, count: count) }
    default:
      throw section.error(nil, "[\(key)] needs either low, high and count, or values")
    }
    if let label = try section.text("label") {
      axis.label = try section.placed("label") { try vocabulary.parameter(option: label) }
    }
    return axis
  }

  /// The key that an axis' complaint is most likely about.
  private static func culprit(_ parameter: Parameter, low: Double, high: Double) -> String {
    if !parameter.mayBeAxis { return "parameter" }
    if parameter.complaint(about: low) != nil { return "low" }
    return parameter.complaint(about: high) != nil || low > high ? "high" : "count"
  }

  /// The key behind a complaint about the study as a whole.
  private func place(of complaint: Complaint) -> [String] {
    if let parameter = complaint.parameter {
      if fixed[parameter] != nil { return ["fixed", parameter.name] }
      if columns.parameter == parameter { return ["columns", "parameter"] }
      if rows.parameter == parameter { return ["rows", "parameter"] }
      if columns.label == parameter { return ["columns", "label"] }
      if rows.label == parameter { return ["rows", "label"] }
    }
    if columns.parameter == rows.parameter { return ["rows", "parameter"] }
    if !(1...Problem.mostSeeds).contains(seedCount) { return ["seeds"] }
    if !(0...Problem.largestSeed).contains(firstSeed) { return ["seed"] }
    if !(0...Problem.largestSeed).contains(dataSeed) { return ["data_seed"] }
    return ["name"]
  }

  /// A name made from a path's last component.
  static func name(ofFile file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? ""
    let stem = last.hasSuffix(".toml") ? String(last.dropLast(5)) : last
    let safe = String(stem.prefix(64).map { isName("a\($0)") ? $0 : "-" })
    return isName(safe) ? safe : "study"
  }

  /// The study as a commented file that reads back to the same study. Own data are not part of it.
  package var toml: String {
    var lines = [
      vocabulary.isBuiltIn
        ? "# A phase diagram: one small residual network is trained for every cell of a grid."
        : "# A phase diagram: a network is trained by a program of yours for every cell of a grid.",
      vocabulary.parameters.allSatisfy(\.field.isLogarithmic)
        ? "# Values between low and high have equal ratios; whole-numbered ones that round alike count once."
        : "# Values between low and high have equal ratios, or equal differences where the trainer says \"lin\".",
    ]
    if let note = Self.notes[name], self == Self.builtIns.first(where: { $0.name == name }) {
      lines += ["#"] + note.map { "# " + $0 }
    }
    lines += [
      "",
      "name = \"\(name)\"",
      "seed = \(firstSeed)  # the first of the seeds",
      "seeds = \(seedCount)  # trained in every cell",
    ]
    if vocabulary.isBuiltIn { lines.append("data_seed = \(dataSeed)") }
    let others = vocabulary.parameters.filter { ![columns.parameter, rows.parameter].contains($0) }
    // Programs that take no choice in [fixed] look for these here.
    let above = others.filter { $0.choices != nil && $0.isAlwaysWritten && vocabulary.isBuiltIn }
    lines += above.compactMap(line(of:))
    lines += trainer?.toml ?? []
    lines += Self.toml(of: columns, in: "columns")
    lines += Self.toml(of: rows, in: "rows")
    lines += ["", "[fixed]"]
    if vocabulary.isBuiltIn {
      lines.append("# sigma_u and sigma_v follow the square root of the dimension unless they are set.")
    }
    lines += others.filter { !above.contains($0) }.compactMap(line(of:))
    lines += ["", "[thresholds]"]
    for name in Thresholds.Name.allCases {
      lines.append("\(name.rawValue) = \(thresholds[name].shortest)  # \(name.meaning)")
    }
    lines += thresholds.rules.own.flatMap(\.toml)
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the file says of a parameter: its value, or its default behind a `#`; `nil`: nothing.
  private func line(of parameter: Parameter) -> String? {
    if let choices = parameter.choices {
      let value = parameter.isAlwaysWritten ? setting(parameter) : fixed[parameter]
      return value.map { value in
        let others = choices.filter { $0 != value.text }.map { "\"\($0)\"" }
        return Self.line(
          "\(parameter.name) = \"\(value.text)\"",
          others.isEmpty ? "" : "or \(others.joined(separator: ", "))")
      }
    }
    func said(_ value: Parameter.Value) -> String {
      Self.line("\(parameter.name) = \(value.text)", parameter.meaning)
    }
    // What follows from another is not offered beside it.
    if parameter == .width, sets(.budget) { return nil }
    return fixed[parameter].map(said)
      ?? (parameter.isAlwaysWritten ? defaultValue(of: parameter).map { "# " + said($0) } : nil)
  }

  private static func line(_ text: String, _ comment: String) -> String {
    comment.isEmpty ? text : "\(text)  # \(comment)"
  }

  private static func toml(of axis: Axis, in table: String) -> [String] {
    var lines = [
      "", "[\(table)]", line("parameter = \"\(axis.parameter.name)\"", axis.parameter.meaning),
    ]
    switch axis.source {
    case .span(let low, let high, let count):
      lines += ["low = \(low.shortest)", "high = \(high.shortest)", "count = \(count)"]
    case .list:
      lines.append("values = [\(axis.values.map(\.shortest).joined(separator: ", "))]")
    }
    if let label = axis.label { lines.append("label = \"\(label.name)\"  # shown along the axis") }
    return lines
  }
}

import Engine
import Input
import Model

extension Study {
  /// Reads a study file's text; `file` names it in errors, and the study, if it has no name of its own.
  package init(toml text: String, file: String) throws(Refusal) {
    let document = try Document(text, file: file)
    let top = Section(document)
    try top.allowOnly([
      "name", "columns", "rows", "fixed", "thresholds", "step_rule", "seed", "seeds", "data_seed",
    ])
    self.init(
      name: try top.text("name") ?? Study.name(ofFile: file), columns: try Self.axis("columns", of: top),
      rows: try Self.axis("rows", of: top))
    if let rule = try top.text("step_rule") {
      stepRule = try top.placed("step_rule") { try Scaling.StepRule(named: rule) }
    }
    firstSeed = try top.integer("seed") ?? firstSeed
    seedCount = try top.integer("seeds") ?? seedCount
    dataSeed = try top.integer("data_seed") ?? dataSeed
    if let section = try top.section("fixed") {
      for (parameter, key) in try section.keys(
        Parameter.init(spelling:), Parameter.allCases.map(\.name), "parameter")
      {
        guard let value = try section.number(key) else { continue }
        if let complaint = parameter.complaint(about: value) { throw section.error(key, complaint) }
        fixed[parameter] = value
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
    do {
      try check()
    } catch {
      let complaint = error as? Complaint ?? Complaint("\(error)")
      throw document.error(at: place(of: complaint), complaint.problem)
    }
  }

  private static func axis(_ key: String, of top: Section) throws(Refusal) -> Axis {
    guard let section = try top.section(key) else {
      throw top.error(nil, "there is no [\(key)]; a study has an axis in [columns] and one in [rows]")
    }
    try section.allowOnly(["parameter", "low", "high", "count", "values", "label"])
    guard let name = try section.text("parameter") else {
      throw section.error(nil, "[\(key)] lacks parameter = \"…\"")
    }
    let parameter = try section.placed("parameter") { try Parameter(option: name) }
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
      axis.label = try section.placed("label") { try Parameter(option: label) }
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
    if !(1...Self.mostSeeds).contains(seedCount) { return ["seeds"] }
    if !(0...Self.largestSeed).contains(firstSeed) { return ["seed"] }
    if !(0...Self.largestSeed).contains(dataSeed) { return ["data_seed"] }
    return ["name"]
  }

  /// A name made from a path's last component.
  private static func name(ofFile file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? ""
    let stem = last.hasSuffix(".toml") ? String(last.dropLast(5)) : last
    let safe = String(stem.prefix(64).map { isName("a\($0)") ? $0 : "-" })
    return isName(safe) ? safe : "study"
  }

  /// The study as a commented file that reads back to the same study. Own data are not part of it.
  package var toml: String {
    var lines = [
      "# A phase diagram: one small residual network is trained for every cell of a grid.",
      "# Values between low and high have equal ratios; whole-numbered ones that round alike count once.",
      "",
      "name = \"\(name)\"",
      "seed = \(firstSeed)  # the first of the seeds",
      "seeds = \(seedCount)  # trained in every cell",
      "data_seed = \(dataSeed)",
      "step_rule = \"\(stepRule.rawValue)\"  # or "
        + Scaling.StepRule.allCases.filter { $0 != stepRule }.map { "\"\($0.rawValue)\"" }.joined(
          separator: ", "),
    ]
    lines += Self.toml(of: columns, in: "columns")
    lines += Self.toml(of: rows, in: "rows")
    lines += [
      "", "[fixed]", "# sigma_u and sigma_v follow the square root of the dimension unless they are set.",
    ]
    for parameter in Parameter.allCases where ![columns.parameter, rows.parameter].contains(parameter) {
      if let value = fixed[parameter] {
        lines.append("\(parameter.name) = \(value.shortest)  # \(parameter.meaning)")
      } else if let value = parameter.defaultValue {
        lines.append("# \(parameter.name) = \(value.shortest)  # \(parameter.meaning)")
      }
    }
    lines += ["", "[thresholds]"]
    for name in Thresholds.Name.allCases {
      lines.append("\(name.rawValue) = \(thresholds[name].shortest)  # \(name.meaning)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func toml(of axis: Axis, in table: String) -> [String] {
    var lines = ["", "[\(table)]", "parameter = \"\(axis.parameter.name)\"  # \(axis.parameter.meaning)"]
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

extension Thresholds.Name {
  package var meaning: String {
    switch self {
    case .feature: "feature learning from this relative feature update on"
    case .noise: "noise-dominated above this initial displacement"
    case .unstable: "unstable above this multiple of the initial loss"
    case .barelyTrained: "barely trained above this fraction of the initial loss"
    case .forgotten: "output weights forgotten above this relative change"
    }
  }
}

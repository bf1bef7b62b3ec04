/// What a study is called where people see it. Its name stays what it was made from, because kept directories are found
/// by it.
extension Study {
  /// Its name, or its axes where the name is that of a built-in study with others: `eta-depth`.
  package var shownName: String {
    guard let original = original, !original.hasAxes(of: self) else { return name }
    return [columns, rows].map { ($0.label ?? $0.parameter).name }.joined(separator: "-")
  }

  /// The same with what is fixed otherwise than in the built-in study, for a figure that goes its own ways.
  package var title: String {
    guard let original else { return name }
    let changed = Parameter.allCases.compactMap { parameter in
      setting(parameter).flatMap { value in
        value == original.fixed[parameter] ?? parameter.defaultValue ? nil : parameter.phrase(value)
      }
    }
    return ([shownName] + changed).joined(separator: ", ")
  }

  /// Axes with their ranges, and what is fixed otherwise than by default, in one line.
  package var summary: String {
    let axes = [columns, rows].map { axis in
      let (low, high) = (axis.values[0].shortest, axis.values[axis.count - 1].shortest)
      return axis.count == 1
        ? "\(axis.parameter.symbol) \(low)" : "\(axis.parameter.symbol) \(low) … \(high) (\(axis.count))"
    }
    let settings = Parameter.allCases.compactMap { parameter in
      fixed[parameter].flatMap { $0 == parameter.defaultValue ? nil : parameter.phrase($0, " ") }
    }
    let seeds =
      firstSeed == 0
      ? "\(seedCount) seed\(seedCount == 1 ? "" : "s")" : "seeds \(firstSeed) … \(firstSeed + seedCount - 1)"
    let data = ownData != nil ? ["own data"] : dataSeed == 0 ? [] : ["data seed \(dataSeed)"]
    return ([axes.joined(separator: " × ")] + settings + [seeds] + data).joined(separator: ", ")
  }

  /// The built-in study of the name.
  private var original: Study? { Study.builtIns.first { $0.name == name } }

  private func hasAxes(of other: Study) -> Bool {
    columns.parameter == other.columns.parameter && rows.parameter == other.rows.parameter
  }
}

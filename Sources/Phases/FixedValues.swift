import Engine
import Input
import Model

/// What `--set` and the options of the parameters fix, read but not compared with a study yet.
package struct FixedValues: Sendable {
  /// With the option that says it.
  package var values: [Parameter: (value: Double, place: String)] = [:]
  package var stepRule: Scaling.StepRule?
}

extension StudyOverrides {
  /// Of `--set` the last of a parameter holds; an option that says something else is a contradiction.
  package func fixedValues() throws(Refusal) -> FixedValues {
    var fixed = FixedValues()
    for setting in settings {
      let place = "--set \(setting)"
      try placed(place) {
        let (name, text) = try Self.split(setting)
        if name.replacing("-", with: "_") == "step_rule" {
          fixed.stepRule = try Scaling.StepRule(named: text)
          return
        }
        let parameter = try Parameter(option: name, others: ["step_rule"])
        fixed.values[parameter] = (try Self.number(text, for: parameter), place)
      }
    }
    for (parameter, text) in parameters.sorted(by: { $0.key.name < $1.key.name }) {
      let place = "\(parameter.option) \(text)"
      try placed(place) {
        let value = try Self.number(text, for: parameter)
        if let other = fixed.values[parameter], other.value != value {
          throw Complaint("\(other.place) says something else; leave one of them out")
        }
        fixed.values[parameter] = (value, place)
      }
    }
    if let stepRule {
      if let other = fixed.stepRule, other != stepRule {
        throw .option(
          "--step-rule \(stepRule.rawValue)",
          "--set step_rule=\(other.rawValue) says something else; leave one of them out")
      }
      fixed.stepRule = stepRule
    }
    return fixed
  }

  private static func number(_ text: String, for parameter: Parameter) throws -> Double {
    let value = try number(text)
    if let complaint = parameter.complaint(about: value) { throw Complaint(complaint) }
    return value
  }
}

extension Parameter {
  /// The option of its name: `--sigma-u`.
  package var option: String { "--" + name.replacing("_", with: "-") }
}

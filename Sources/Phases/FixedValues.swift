import Input

/// What `--set` and the options of the parameters fix, read but not compared with a study yet, with the option that
/// says it.
package typealias FixedValues = [Parameter: (value: Parameter.Value, place: String)]

extension StudyOverrides {
  /// Of `--set` the last of a parameter holds; an option that says something else is a contradiction.
  package func fixedValues() throws(Refusal) -> FixedValues {
    var fixed: FixedValues = [:]
    for setting in settings {
      let place = "--set \(setting)"
      try placed(place) {
        let (name, text) = try Self.split(setting)
        let parameter = try Parameter(option: name)
        fixed[parameter] = (try parameter.value(of: text), place)
      }
    }
    for (parameter, text) in parameters.sorted(by: { $0.key.name < $1.key.name }) {
      let place = "\(parameter.option) \(text)"
      try placed(place) {
        let value = try parameter.value(of: text)
        if let other = fixed[parameter], other.value != value {
          throw Complaint("\(other.place) says something else; leave one of them out")
        }
        fixed[parameter] = (value, place)
      }
    }
    return fixed
  }
}

extension Parameter {
  /// The option of its name: `--sigma-u`.
  package var option: String { "--" + name.replacing("_", with: "-") }
}

import Input
import Model

extension Study {
  /// A study of a declared network whose axes are still to be said.
  /// - Parameter axes: what will say them, as options have it.
  package init(of declaration: Declaration, axes: [String]) throws(Refusal) {
    let vocabulary = Vocabulary(declaration)
    let possible = vocabulary.parameters.filter(\.mayBeAxis)
    guard possible.count > 1 else {
      throw Refusal(
        "a diagram has two axes, and the trainer \(declaration.name) declares "
          + "\(possible.isEmpty ? "no number" : "one number only") that could be one",
        exitStatus: 65)
    }
    guard axes.count > 1 else {
      let examples = possible.prefix(2).map { parameter in
        let range = parameter.allowed ?? 0...1
        return "--axis \(parameter.name)=\(range.lowerBound.shortest):\(range.upperBound.shortest):10"
      }
      throw .option(
        axes.isEmpty ? "--axis" : "--axis \(axes[0])",
        "a diagram of the trainer \(declaration.name) needs two axes, for example \(examples.joined(separator: " "))"
      )
    }
    // The first of those that are asked for becomes the columns.
    let asked = axes.map { vocabulary.parameter(spelling: String($0.prefix { $0 != "=" })) }
    let first = asked[0] ?? possible[0]
    let second =
      [asked[1]].compactMap(\.self).first { $0 != first } ?? possible.first { $0 != first } ?? first
    func axis(_ parameter: Parameter) -> Axis {
      let value = parameter.defaultValue?.number ?? 1
      return Axis(span: parameter, low: value, high: value, count: 1)
    }
    self.init(
      name: Study.name(ofFile: declaration.name), columns: axis(first), rows: axis(second),
      vocabulary: vocabulary)
  }
}

import Archive
import ArgumentParser
import Input
import Phases

/// The cell that options name, where no study does.
struct SingleCell {
  /// What the options fix.
  let fixed: FixedValues
  private let seeds: SeedOptions
  private let thresholds: ThresholdOption

  init(_ given: StudyOverrides, _ seeds: SeedOptions, _ thresholds: ThresholdOption) throws(Refusal) {
    fixed = try given.fixedValues()
    self.seeds = seeds
    self.thresholds = thresholds
  }

  /// The user's own data.
  func ownDataset() throws -> OwnDataset? {
    try seeds.ownDataset { try study(named: "train", nil, hasToHold: false) }
  }

  /// A study of that cell. Its axes are integers, because the values of other axes are rounded.
  /// - Parameters:
  ///   - usual: of parameters that are not given, in place of their defaults.
  ///   - hasToHold: see `StudyOverrides`.
  func study(
    named name: String, _ own: OwnDataset?, usual: [Parameter: Double] = [:], hasToHold: Bool = true
  ) throws -> Study {
    if own?.data.isEmbedded == false, let place = fixed[.dimension]?.place {
      throw Refusal.option(place, "the data fix the dimension; leave the option out")
    }
    if own?.data.isEmbedded == true {
      for (parameter, words) in [
        (Parameter.inputDimension, "input dimension"), (.outputDimension, "output dimension"),
      ] {
        guard let place = fixed[parameter]?.place else { continue }
        throw Refusal.option(place, "the data fix the \(words); leave the option out")
      }
    }
    func axis(_ parameter: Parameter) throws -> Axis {
      let value = fixed[parameter]?.value.number ?? usual[parameter] ?? parameter.defaultValue?.number ?? 1
      return try Axis(parameter, values: [value])
    }
    // The width may follow from a budget.
    let first: Parameter = fixed[.budget] == nil ? .width : .steps
    var study = Study(name: name, columns: try axis(first), rows: try axis(.depth))
    for (parameter, given) in fixed where ![first, .depth].contains(parameter) {
      study.fix(parameter, at: given.value)
    }
    var overrides = seeds.overrides(own)
    overrides.thresholds = thresholds.threshold
    overrides.places = fixed.mapValues(\.place)
    overrides.hasToHold = hasToHold
    // Own data say how many there are at most.
    if own != nil {
      overrides.parameters[.samples] = fixed[.samples]?.value.text
      overrides.parameters[.test] = fixed[.test]?.value.text
    }
    return try overrides.applied(to: study)
  }
}

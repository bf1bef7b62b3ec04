import Model

/// A group of a problem's seeds, trained: what was measured of each, and what it takes to join them with the others. Every
/// number of the whole is then the same as if all had been trained at once.
package struct TrainedSeeds: Sendable {
  package let group: SeedGroup
  package let identityLoss: Float
  /// Seed by seed, as a measurement has them.
  package let values: [Float]
  /// After the last step, (N, d_out) of each seed; `nil` of one that did not stay finite.
  package let outputs: [[Float]?]

  init(_ group: SeedGroup, identityLoss: Float, seeds: [SeedMeasurement], outputs: [[Float]?]) {
    self.group = group
    self.identityLoss = identityLoss
    values = Measurement.values(of: seeds, group.problem)
    self.outputs = outputs
  }

  /// From what another one has; `nil` where their number is not that of the group's seeds.
  package init?(_ group: SeedGroup, identityLoss: Float, values: [Float], outputs: [[Float]?]) {
    guard values.count == group.valueCount, outputs.count == group.seeds.count else { return nil }
    self.group = group
    self.identityLoss = identityLoss
    self.values = values
    self.outputs = outputs
  }

  /// Of the first seeds, or all; `nil` where the first is not among them.
  package var measurement: Measurement? {
    guard group.seeds.lowerBound == 0 else { return nil }
    return Measurement(
      group.problem, values: [identityLoss, Self.spread(outputs.compactMap(\.self))] + values)
  }

  /// The same of an equal problem.
  package func with(_ problem: Problem) -> TrainedSeeds? {
    TrainedSeeds(
      SeedGroup(problem, seeds: group.seeds), identityLoss: identityLoss, values: values, outputs: outputs)
  }

  /// Both; `nil` where the next seeds are not those behind these.
  package func joined(with next: TrainedSeeds) -> TrainedSeeds? {
    guard next.group.problem == group.problem, next.group.seeds.lowerBound == group.seeds.upperBound else {
      return nil
    }
    let both = SeedGroup(group.problem, seeds: group.seeds.lowerBound..<next.group.seeds.upperBound)
    return TrainedSeeds(
      both, identityLoss: identityLoss, values: values + next.values, outputs: outputs + next.outputs)
  }

  /// Rms over entries of the (n−1) standard deviation over the outputs; `nan` under two.
  private static func spread(_ outputs: [[Float]]) -> Float {
    guard outputs.count >= 2 else { return .nan }
    let count = Double(outputs.count)
    var total = 0.0
    for entry in outputs[0].indices {
      let mean = outputs.reduce(0.0) { $0 + Double($1[entry]) } / count
      let squares = outputs.reduce(0.0) { $0 + (Double($1[entry]) - mean) * (Double($1[entry]) - mean) }
      total += squares / (count - 1)
    }
    return Float((total / Double(outputs[0].count)).squareRoot())
  }
}

extension SeedGroup {
  /// Bytes of the outputs that join them with others.
  package var outputBytes: Double {
    let shape = problem.shape
    return 4 * Double(seeds.count) * Double(shape.samples) * Double(shape.tokens) * Double(problem.outputs)
  }

  /// How many numbers are measured of them.
  package var valueCount: Int { Measurement.valueCount(self) - 2 }
}

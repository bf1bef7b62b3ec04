import Networks
import Phases
import Terminal

import func Foundation.exp

@testable import Explorer

/// States made by hand: measurements follow simple formulas in place of training.
enum Fixture {
  static func look(_ glyphs: GlyphSet = .unicode, _ colors: ColorDepth = .indexed256) throws -> Look {
    Look(theme: try ThemeLibrary(folders: []).theme("default"), colors: colors, glyphs: glyphs)
  }

  static func state(
    _ size: Size, glyphs: GlyphSet = .unicode, colors: ColorDepth = .indexed256,
    studies: [Study] = Study.builtIns
  ) throws -> State {
    var state = State(studies: studies, size: size, look: try look(glyphs, colors), workers: 2)
    for study in studies.indices {
      let companions = state.diagrams[study].lattice.baseCells.map {
        studies[study].configuration(for: $0).criticalCompanion
      }
      for companion in Set(companions) { _ = state.update(.companion(study, measurement(companion))) }
    }
    return state
  }

  /// The state after every cell of the current study came in, one each 20 ms.
  static func complete(
    _ size: Size, glyphs: GlyphSet = .unicode, colors: ColorDepth = .indexed256,
    studies: [Study] = Study.builtIns
  ) throws -> State {
    var state = try state(size, glyphs: glyphs, colors: colors, studies: studies)
    finish(state.diagram.lattice.baseCells, in: &state)
    return state
  }

  static func finish(_ cells: [Cell], in state: inout State) {
    for (index, cell) in cells.enumerated() {
      _ = state.update(.started(state.current, cell))
      let measurement = measurement(state.diagram.study.configuration(for: cell))
      _ = state.update(.finished(state.current, cell, measurement, at: Double(index) / 50))
    }
  }

  /// q flat up to S = 1 and like 1/S above, ξ like √(1/(LM)), losses that decay.
  static func measurement(_ configuration: Configuration) -> Measurement {
    let shape = configuration.shape
    let scale = configuration.relativeScale
    let units = Double(shape.depth * shape.width).squareRoot()
    let displacement = 0.63 * configuration.scaling.alpha * configuration.scaling.sigmaV / units
    let seeds = configuration.seeds.map { seed in
      var order = OrderParameters()
      order.localFeatureUpdate = Float(min(1, 1.2 / scale))
      order.driftNonlinearity = Float(min(0.4, 0.4 / (scale * scale)))
      order.inputWeightChange = Float(min(3, 3 / scale))
      order.outputWeightChange = 4
      order.preactivationChange = 1
      order.outputChange = 1.2
      let rate = (0.06 + 0.004 * Double(seed)) * min(1, scale + 0.3)
      let losses = (0...configuration.steps).map { Float(0.02 + 1.9 * exp(-rate * Double($0))) }
      return SeedMeasurement(
        seed: seed, losses: losses, initialDisplacement: Float(displacement),
        orderParameters: configuration.measuredSteps.map { _ in order })
    }
    return Measurement(configuration: configuration, seeds: seeds, identityLoss: 1.95, outputSpread: 0.041)
  }
}

extension State {
  mutating func press(_ keys: Key...) -> [Effect] { keys.flatMap { update(.key($0)) } }
  mutating func type(_ text: String) -> [Effect] { text.flatMap { update(.key(.character($0))) } }
}

import Engine
import Limits
import Model
import Phases
import Sweep
import Synchronization
import Terminal

import func Foundation.cos
import func Foundation.exp
import func Foundation.sin

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
        studies[study].problem(for: $0).criticalCompanion
      }
      for companion in Set(companions) {
        state.hear(.companion(companion, measurement(companion)), of: study)
      }
    }
    return state
  }

  /// The state after every cell of the current study came in, one each 20 ms. Made once for all tests that ask for it.
  static func complete(
    _ size: Size, glyphs: GlyphSet = .unicode, colors: ColorDepth = .indexed256,
    studies: [Study] = Study.builtIns
  ) throws -> State {
    let key = Ask(size: size, glyphs: glyphs, colors: colors, studies: studies)
    if let state = made.withLock({ $0[key] }) { return state }
    var state = try state(size, glyphs: glyphs, colors: colors, studies: studies)
    finish(state.diagram.lattice.baseCells, in: &state)
    made.withLock { $0[key] = state }
    return state
  }

  private struct Ask: Hashable {
    var size: Size
    var glyphs: GlyphSet
    var colors: ColorDepth
    var studies: [Study]
  }

  private static let made = Mutex<[Ask: State]>([:])

  static func finish(_ cells: [Cell], in state: inout State) {
    for (index, cell) in cells.enumerated() {
      let problem = state.diagram.study.problem(for: cell)
      state.hear(.started(.cell(cell, SeedGroup(problem))), of: state.current)
      state.hear(.finished(cell, measurement(problem)), of: state.current, at: Double(index) / 50)
    }
  }

  /// q flat up to S = 1 and like 1/S above, ξ like √(1/(LM)), losses that decay.
  static func measurement(_ problem: Problem) -> Measurement {
    let shape = problem.shape
    let scale = problem.relativeScale
    let units = Double(shape.depth * shape.width).squareRoot()
    let displacement = 0.63 * problem.scaling.alpha * problem.scaling.sigmaV / units
    let seeds = problem.seeds.map { seed in
      var order = OrderParameters()
      order.localFeatureUpdate = Float(min(1, 1.2 / scale))
      order.driftNonlinearity = Float(min(0.4, 0.4 / (scale * scale)))
      order.inputWeightChange = Float(min(3, 3 / scale))
      order.outputWeightChange = 4
      order.preactivationChange = 1
      order.outputChange = 1.2
      let rate = (0.06 + 0.004 * Double(seed)) * min(1, scale + 0.3)
      let losses = (0...problem.steps).map { Float(0.02 + 1.9 * exp(-rate * Double($0))) }
      return SeedMeasurement(
        seed: seed, losses: losses, peakLosses: problem.measuredSteps.map { _ in losses[1] },
        initialDisplacement: Float(displacement),
        orderParameters: problem.measuredSteps.map { _ in order })
    }
    return Measurement(
      problem: problem, seeds: seeds, identityLoss: 1.95, outputSpread: seeds.count > 1 ? 0.041 : .nan)
  }
}

extension Fixture {
  /// Distances about 2/√(LM) and 0.2/S, norms that grow along the depth, paths that fan out with it.
  static func survey(_ problem: Problem) -> CellSurvey {
    let units = Double(problem.shape.depth * problem.shape.width)
    func norms(_ growth: Double) -> LayerNorms {
      LayerNorms(
        states: (0...16).map { 1 + growth * Double($0) / 16 },
        adjoints: (0...16).map { 1.4 + 0.2 * growth * Double(16 - $0) / 16 })
    }
    func seeds(_ median: Double) -> LimitDistances.Seeds {
      .init(median: median, low: 0.7 * median, high: 1.4 * median)
    }
    let paths = (0..<6).map { index in
      UnitPaths.Path(
        s: Double(index) / 6,
        points: (0...problem.steps).map { step in
          let (angle, radius) = (Double(index) / 6, Double(step) / 50)
          return SIMD2(radius * cos(angle), radius * sin(angle))
        })
    }
    return CellSurvey(
      distances: LimitDistances(
        limit: .init(
          distance: seeds(2 / units.squareRoot() * (1 + 0.1 * sin(units))), error: 0.002, outputNorm: 0.9),
        tangent: seeds(min(1, 0.2 / problem.relativeScale))),
      profile: DepthProfile(
        norms: DepthNorms(initial: norms(0.1), trained: norms(0.5)),
        limitNorms: DepthNorms(initial: norms(0.08), trained: norms(0.45)),
        paths: UnitPaths(paths: paths, shares: SIMD2(0.8, 0.15))))
  }

  /// Answers what a state asked to survey.
  static func survey(_ effects: [Effect], in state: inout State) {
    for case .survey(let study, let cells) in effects {
      for cell in cells {
        let problem = state.diagrams[study].study.problem(for: cell)
        state.hear(.surveyed(cell, survey(problem)), of: study)
      }
    }
  }
}

extension State {
  /// What happens in a study's sweep.
  @discardableResult
  mutating func hear(_ event: SweepEvent, of study: Int = 0, at time: Double = 0) -> [Effect] {
    update(.sweep(study, event, at: time))
  }

  mutating func press(_ keys: Key...) -> [Effect] { keys.flatMap { update(.key($0)) } }
  mutating func type(_ text: String) -> [Effect] { text.flatMap { update(.key(.character($0))) } }
}

import Engine
import Model

/// Where the theory expects the boundaries (Measures.md), for data of a given rms.
package struct Theory: Hashable, Sendable {
  /// `r = rms X`: 1 for the Gaussian data.
  package let rms: Double
  /// `c`: lazy from `S = c` on. 3.7 was measured at the threshold `φ = 0.3`; as φ falls like 1/S there, another
  /// threshold moves it in proportion, but never below the critical scale, up to which features always move.
  package let lazyFrom: Double
  /// The initial displacement ξ from which on noise dominates: 0.5 unless set.
  package let noise: Double

  package init(rms: Double = 1, thresholds: Thresholds = Thresholds()) {
    self.rms = rms
    lazyFrom = max(1, 3.7 * 0.3 / thresholds.feature)
    noise = thresholds.noise
  }

  /// A predicted boundary: where its `margin` passes 1.
  package enum Boundary: String, CaseIterable, Hashable, Sendable {
    /// `S = c`, feature learning below.
    case lazy
    /// `α σ_v = c′√(LM)`, divergent above.
    case divergent
  }

  /// How far a problem is beyond a boundary, as a ratio: above 1 is beyond.
  package func margin(_ boundary: Boundary, of problem: Problem) -> Double {
    switch boundary {
    case .lazy:
      return problem.relativeScale / lazyFrom
    case .divergent:
      let (shape, scaling) = (problem.shape, problem.scaling)
      let units = Double(shape.depth) * Double(shape.width)
      return scaling.alpha * scaling.sigmaV / (noiseConstant(of: problem) * units.squareRoot())
    }
  }

  /// The fluctuation over seeds as theory has it, up to a factor: the paper's line
  /// `((0.05 + 0.3 S)√D + 0.4)/√(LM)` (its residual-scale figure).
  package func fluctuation(of problem: Problem) -> Double {
    let shape = problem.shape
    let root = Double(shape.dimension).squareRoot()
    let units = Double(shape.depth) * Double(shape.width)
    return ((0.05 + 0.3 * problem.relativeScale) * root + 0.4) / units.squareRoot()
  }

  /// How far a cell is beyond each boundary, as a ratio: what theory says of it, kept where its problem is not.
  package struct Margins: Hashable, Sendable {
    package var lazy: Double
    package var divergent: Double

    package subscript(boundary: Boundary) -> Double {
      switch boundary {
      case .lazy: lazy
      case .divergent: divergent
      }
    }

    /// The regime that the theory predicts.
    package var regime: Regime { divergent > 1 ? .divergent : lazy > 1 ? .lazyODE : .featureLearning }

    /// How a cell of it is drawn: theory predicts noise, and no instability.
    package var mark: Mark { regime == .divergent ? .noiseDominated : regime.mark }
  }

  package func margins(of problem: Problem) -> Margins {
    Margins(lazy: margin(.lazy, of: problem), divergent: margin(.divergent, of: problem))
  }

  /// The regime that the theory predicts.
  package func regime(of problem: Problem) -> Regime { margins(of: problem).regime }

  /// What a boundary's multiple is a multiple of: `c` of `S = c`, `c′` of `α σ_v = c′√(LM)`.
  package func constant(_ boundary: Boundary, of problem: Problem) -> Double {
    switch boundary {
    case .lazy: lazyFrom
    case .divergent: noiseConstant(of: problem)
    }
  }

  /// `c′ = ξ r/√(E σ(σ_u r Z/√D)²)` at the noise threshold ξ: 0.8 for unit data at 0.5. Of heads the mean square is
  /// `d·E c²`; where a layer has two branches, theirs are added, each as M over its own width counts.
  package func noiseConstant(of problem: Problem) -> Double {
    let meanSquare = problem.branches.reduce(0.0) { sum, branch in
      sum + problem.meanSquare(of: branch, rms: rms) * Double(problem.shape.width) / Double(branch.width)
    }
    return noise * rms / meanSquare.squareRoot()
  }
}

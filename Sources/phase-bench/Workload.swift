import ArgumentParser
import Engine
import EngineInterface
import Model

/// What is timed.
enum Workload: String, CaseIterable, ExpressibleByArgument {
  case cell
  case cellDeep = "cell-deep"
  case cellWide = "cell-wide"
  case referenceRun = "reference-run"
  case fixedDimensionSweep = "fixed-dimension-sweep"
  case meanODE = "mean-ode"
  case firstPicture = "first-picture"
  case keyLatency = "key-latency"
  case open
  case boundary

  /// The ensembles to train, or nothing for a workload of another kind. All at α = 1 and σ = √D.
  var ensembles: [Problem]? {
    switch self {
    case .cell: [Self.ensemble(depth: 64, width: 16, dimension: 32, samples: 16, steps: 50, seeds: 8)]
    case .cellDeep: [Self.ensemble(depth: 1000, width: 10, dimension: 10, samples: 10, steps: 50, seeds: 8)]
    case .cellWide: [Self.ensemble(depth: 1000, width: 10, dimension: 100, samples: 10, steps: 50, seeds: 8)]
    case .referenceRun:
      [Self.ensemble(depth: 1000, width: 1000, dimension: 10, samples: 10, steps: 100, seeds: 1)]
    case .fixedDimensionSweep:
      Self.sweepSizes.flatMap { depth in
        Self.sweepSizes.map { width in
          Self.ensemble(depth: depth, width: width, dimension: 10, samples: 10, steps: 100, seeds: 5)
        }
      }
    case .meanODE, .firstPicture, .keyLatency, .open, .boundary: nil
    }
  }

  /// ⌊10^linspace(0, 2.5, 10)⌋, the depths and widths of the paper's notebook.
  static let sweepSizes = [1, 1, 3, 6, 12, 24, 46, 87, 166, 316]

  private static func ensemble(
    depth: Int, width: Int, dimension: Int, samples: Int, steps: Int, seeds: Int
  ) -> Problem {
    let size = Double(dimension).squareRoot()
    return Problem(
      shape: Shape(depth: depth, width: width, dimension: dimension, samples: samples),
      scaling: Scaling(sigmaU: size, sigmaV: size), steps: steps, seedCount: seeds)
  }
}

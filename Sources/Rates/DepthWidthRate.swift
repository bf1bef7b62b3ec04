import Engine
import Limits
import Model
import RealModule

/// The output's distance to the Mean ODE, `O(1/L + √D/√(LM))` at the critical scale: against L for several M, and
/// against M for several L; the bias in depth by re-splitting the same units, the fluctuation by the spread.
struct DepthWidthRate: Rate {
  static let name = "depth-width"
  static let summary = "the output's distance to the Mean ODE against depth and width"

  let base: RateNetwork
  var draws = 5
  var steps = 100
  var depths = [8, 16, 32, 64, 128, 256]
  var widths = [4, 16, 64]
  /// Of every network of the grid.
  var seeds = 16
  /// Units of the networks that are re-split, and their depths, each twice the one before.
  var units = 8192
  var splitDepths = [32, 64, 128, 256, 512]
  /// Widths of the networks whose spread is compared, at one depth.
  var spreadDepth = 64
  var spreadWidths = [4, 8, 16, 32, 64, 128]
  var accuracy = 0.001

  init(_ effort: RateEffort, of network: RateNetwork) {
    base = network
    guard effort == .quick else { return }
    (depths, widths, seeds) = ([8, 16, 32, 64, 128], [4, 16], 8)
    (units, splitDepths) = (2048, [32, 64, 128, 256])
    (spreadDepth, spreadWidths) = (32, [4, 8, 16, 32, 64])
    accuracy = 0.003
  }

  private func network(_ draw: Int, _ depth: Int, _ width: Int) -> Problem {
    base.problem(draw: draw, depth: depth, width: width, steps: steps, seeds: seeds)
  }

  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport {
    let limits = try experiment.meanODEs(
      (0..<draws).map { network($0, 1, 1) }, accuracy: accuracy)
    let grid = depths.flatMap { depth in widths.map { (depth: depth, width: $0) } }
    let errors = try errors(grid, limits, experiment)
    let biases = try biases(experiment)
    let spreads = try spreads(experiment)
    let laws = errors.map { errors in
      ErrorLaw(
        fitting: zip(grid, errors).map {
          .init(depth: Double($0.depth), width: Double($0.width), dimension: 10, error: $1)
        })
    }
    let bootstrap = Bootstrap(draws: draws, seeds: seeds)
    let pairs = splitDepths.dropLast()
    let depthExponent = bootstrap.mean { draw, seeds in
      // What does not stand out of its noise says nothing of an exponent.
      slope(
        zip(pairs, biases[draw]).map { (Double($0), Samples($1, picking: seeds).signalNorm) }
          .filter { $0.1 > 0 })
    }
    let widthExponent = bootstrap.mean { draw, seeds in
      slope(
        zip(spreadWidths, spreads[draw]).map {
          (Double(spreadDepth * $0), Samples($1, picking: seeds).variance.squareRoot())
        })
    }
    let quantileExponent = bootstrap.mean { draw, seeds in
      slope(
        zip(spreadWidths, spreads[draw]).map { width, outputs in
          (Double(spreadDepth * width), Self.quantile(Self.deviations(outputs, picking: seeds)))
        })
    }
    /// Of the widest networks, by draw.
    let excess = Estimate(
      range: spreads.map { outputs in
        let deviations = Self.deviations(outputs[spreadWidths.count - 1])
        return Self.quantile(deviations) / Self.quantile(deviations, 0.5)
      })
    return RateReport(
      title: "Distance to the Mean ODE against depth and width",
      setting: "α = 1, D = N = 10, K = \(steps), \(draws) draws of the data, \(seeds) seeds",
      findings: [
        .inside("bias, exponent in L", theory: -1, depthExponent),
        .inside("fluctuation, exponent in LM", theory: -0.5, widthExponent),
        .inside("fluctuation that 9 of 10 seeds stay below, exponent in LM", theory: -0.5, quantileExponent),
        .told(
          "that over the median seed's, L = \(spreadDepth), M = \(spreadWidths[spreadWidths.count - 1])",
          because: "theory's constant grows with the probability", excess),
        .told("a in (a/L + d/(LM))² + b²D/(LM)", ofOneDraw: 0.15, Estimate(range: laws.map(\.a)))
          .known(ofStandard: base),
        .told("b", ofOneDraw: 0.22, Estimate(range: laws.map(\.b))).known(ofStandard: base),
      ],
      figures: [
        figure("Against depth", "depth L", "hidden width M", grid, errors, laws, along: \.depth, by: \.width),
        figure("Against width", "hidden width M", "depth L", grid, errors, laws, along: \.width, by: \.depth),
        RateReport.Figure(
          title: "Bias of the same \(units) units, re-split", xLabel: "depth L",
          yLabel: "rms change of the mean output from L to 2L",
          curves: .measured(
            "bias", pairs.map(Double.init), biases.map { $0.map { Samples($0).signalNorm } }, guide: -1)),
        RateReport.Figure(
          title: "Fluctuation", xLabel: "L·M", yLabel: "output spread over seeds",
          curves: .measured(
            "spread", spreadWidths.map { Double(spreadDepth * $0) },
            spreads.map { $0.map { Samples($0).variance.squareRoot() } }, guide: -0.5)
            + [
              .init(
                name: "that 9 of 10 seeds stay below", style: .measured,
                points: .overDraws(
                  spreadWidths.map { Double(spreadDepth * $0) },
                  spreads.map { $0.map { Self.quantile(Self.deviations($0)) } }))
            ]),
      ])
  }

  /// How far every seed's output is from their mean, rms over the entries.
  private static func deviations(_ outputs: [[Double]], picking seeds: [Int]? = nil) -> [Double] {
    let picked = seeds ?? Array(outputs.indices)
    let mean = Samples(outputs, picking: picked).mean
    // Their own mean is nearer to them than the limit's.
    let stretch = Double(picked.count) / Double(picked.count - 1)
    return picked.map { seed in
      let square = zip(outputs[seed], mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return (square / Double(mean.count) * stretch).squareRoot()
    }
  }

  /// Between the two values that are nearest to a share of all.
  static func quantile(_ values: [Double], _ share: Double = 0.9) -> Double {
    let sorted = values.sorted()
    let place = share * Double(sorted.count - 1)
    let below = min(Int(place), sorted.count - 2)
    let (low, high) = (sorted[below], sorted[below + 1])
    return low + (place - Double(below)) * (high - low)
  }

  /// Rms error, by draw and network; what the limit itself is off by is taken away.
  private func errors(
    _ grid: [(depth: Int, width: Int)], _ limits: [SolvedLimit], _ experiment: Experiment
  ) throws(TrainingFailure) -> [[Double]] {
    let outputs = try experiment.finiteOutputs(
      "errors", (0..<draws).flatMap { draw in grid.map { network(draw, $0.depth, $0.width) } })
    return (0..<draws).map { draw in
      grid.indices.map { outputs[draw * grid.count + $0].rmsError(to: limits[draw]) }
    }
  }

  /// What every seed's output changes by from a depth to twice that, by draw and depth.
  private func biases(_ experiment: Experiment) throws(TrainingFailure) -> [[[[Double]]]] {
    let shallow = splitDepths[0]
    let outputs = try experiment.finiteOutputs(
      "bias in depth",
      (0..<draws).flatMap { draw in
        splitDepths.map { depth in
          var network = network(draw, shallow, units / shallow)
          network.initialization = .antithetic
          return network.resplit(depth / shallow)
        }
      })
    let count = splitDepths.count
    return (0..<draws).map { draw in
      (0..<count - 1).map { i in
        let (coarse, fine) = (outputs[draw * count + i], outputs[draw * count + i + 1])
        return zip(coarse, fine).map { zip($0, $1).map { $0 - $1 } }
      }
    }
  }

  /// Outputs by draw and width.
  private func spreads(_ experiment: Experiment) throws(TrainingFailure) -> [[[[Double]]]] {
    let outputs = try experiment.finiteOutputs(
      "fluctuation", (0..<draws).flatMap { draw in spreadWidths.map { network(draw, spreadDepth, $0) } })
    let count = spreadWidths.count
    return (0..<draws).map { draw in Array(outputs[draw * count..<(draw + 1) * count]) }
  }

  /// One curve for each value of `by`, with the medians of the fitted laws.
  private func figure(
    _ title: String, _ xLabel: String, _ parameter: String, _ grid: [(depth: Int, width: Int)],
    _ errors: [[Double]], _ laws: [ErrorLaw], along: KeyPath<(depth: Int, width: Int), Int>,
    by: KeyPath<(depth: Int, width: Int), Int>
  ) -> RateReport.Figure {
    let values = Set(grid.map { $0[keyPath: by] }).sorted()
    let curves = values.flatMap { value -> [RateReport.Curve] in
      let places = grid.indices.filter { grid[$0][keyPath: by] == value }
      let measured = places.map { place in
        RateReport.Curve.Point(
          x: Double(grid[place][keyPath: along]), range: Estimate(range: errors.map { $0[place] }))
      }
      let fitted = places.map { place in
        let (depth, width) = (Double(grid[place].depth), Double(grid[place].width))
        return RateReport.Curve.Point(
          x: Double(grid[place][keyPath: along]),
          y: Estimate(range: laws.map { $0.error(depth: depth, width: width, dimension: 10) }).value)
      }
      return [
        .init(name: "\(parameter.suffix(1)) = \(value)", style: .measured, points: measured),
        .init(name: "fit, \(parameter.suffix(1)) = \(value)", style: .theory, points: fitted),
      ]
    }
    return .init(title: title, xLabel: xLabel, yLabel: "rms error of the output", curves: curves)
  }
}

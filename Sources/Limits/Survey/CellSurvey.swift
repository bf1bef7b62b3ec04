import KernelInterface
import Networks

/// What is measured of a cell on request: how far it is from its limits, and what happens along its depth.
package struct CellSurvey: Hashable, Sendable {
  /// Median over the seeds of the rms entry of `h_K` minus the Mean ODE's output, and the error of the latter; `nan`
  /// where there is no limit, or the distance is smaller than its error.
  package var limitDistance: Double
  package var limitError: Double
  /// Rms entry of the Mean ODE's output.
  package var limitOutputNorm: Double
  /// `‖h_K − h̃_K‖/‖h_K − h_0‖`, `h̃` the network linearised in its blocks' parameters; median
  /// over the seeds.
  package var tangentDistance: Double
  /// Of the first seed, and of the large network that stands for the Mean ODE.
  package var norms: DepthNorms
  package var limitNorms: DepthNorms
  package var paths: UnitPaths

  package init(
    limitDistance: Double, limitError: Double, limitOutputNorm: Double, tangentDistance: Double,
    norms: DepthNorms, limitNorms: DepthNorms, paths: UnitPaths
  ) {
    self.limitDistance = limitDistance
    self.limitError = limitError
    self.limitOutputNorm = limitOutputNorm
    self.tangentDistance = tangentDistance
    self.norms = norms
    self.limitNorms = limitNorms
    self.paths = paths
  }
}

/// Surveys cells one after another, keeping the limits that they share.
package final class Surveyor {
  private struct Limit {
    var output: [Double]
    var error: Double
    var norms: DepthNorms
  }

  /// Stands for the limit where norms along the depth are shown: one antithetic network of this depth and width.
  private static let limitShape = (depth: 256, width: 32)
  /// Largest number of floating-point operations of a limit: seconds.
  private static let budget = 1e12
  /// Layers whose copy of a unit is followed.
  private static let followedLayers = 6

  private let trainer: Trainer
  private var limits: [Configuration: Limit] = [:]

  package init(kernel: any Kernel) { trainer = Trainer(kernel: kernel) }

  /// `nil` when cancelled, or when there is no memory.
  package func survey(
    _ configuration: Configuration, dataset: Dataset, isCancelled: () -> Bool = { false }
  ) -> CellSurvey? {
    guard let limit = limit(of: configuration, dataset, isCancelled),
      let outputs = try? trainer.outputs(configuration, dataset: dataset, isCancelled: isCancelled),
      let tangents = try? NeuralTangentODE.outputs(
        configuration, dataset: dataset, trainer: trainer, isCancelled: isCancelled),
      let run = try? trainer.begin(configuration, seed: configuration.firstSeed, dataset: dataset)
    else { return nil }
    var network = PlainNetwork(
      configuration, u: run.inputWeights(ofLane: 0), v: run.outputWeights(ofLane: 0), dataset: dataset)
    let initial = LayerNorms(network)
    var tracker = Tracker(network, count: Self.followedLayers)
    for _ in 0..<configuration.steps {
      if isCancelled() { return nil }
      network.backward(training: true)
      tracker.step(network)
      network.forward()
    }
    let distances = outputs.compactMap(\.trained).map { Float(Self.rms($0.map(Double.init), limit.output)) }
    let distance = Double(distances.finiteMedian)
    return CellSurvey(
      limitDistance: distance < limit.error ? .nan : distance, limitError: limit.error,
      limitOutputNorm: Self.rms(limit.output),
      tangentDistance: Double(
        NeuralTangentODE.tangentDistances(outputs, to: tangents).map(Float.init).finiteMedian),
      norms: DepthNorms(initial: initial, trained: LayerNorms(network)), limitNorms: limit.norms,
      paths: UnitPaths(tracker, depth: configuration.shape.depth))
  }

  /// A few per cent of the fluctuation of the cells of a study, which grows like √D and with the scale.
  private static func accuracy(_ configuration: Configuration) -> Double {
    0.0005 * Double(configuration.shape.dimension).squareRoot() * max(1, configuration.relativeScale / 3)
  }

  /// The limit that the configuration shares with others of its column.
  private func limit(
    of configuration: Configuration, _ dataset: Dataset, _ isCancelled: () -> Bool
  ) -> Limit? {
    var large = configuration
    large.shape.depth = Self.limitShape.depth
    large.shape.width = Self.limitShape.width
    large.initialization = .antithetic
    large.firstSeed = 1 << 20
    large.seedCount = 1
    if let known = limits[large] { return known }
    var output = [Double](repeating: .nan, count: dataset.x.count)
    var error = Double.nan
    do throws(SolvedLimit.Failure) {
      let limit = try MeanODE.solve(
        configuration, dataset: dataset, accuracy: Self.accuracy(configuration), budget: Self.budget,
        trainer: trainer, isCancelled: isCancelled)
      output = limit.output.map(Double.init)
      error = limit.error
    } catch {
      switch error {
      case .cancelled, .outOfMemory: return nil
      // No limit, or none that is known well enough to measure from.
      case .diverged, .unreachable: break
      }
    }
    guard var run = try? trainer.begin(large, seed: large.firstSeed, dataset: dataset) else { return nil }
    func norms() -> LayerNorms {
      LayerNorms(
        PlainNetwork(large, u: run.inputWeights(ofLane: 0), v: run.outputWeights(ofLane: 0), dataset: dataset)
      )
    }
    let initial = norms()
    guard run.advanceToEnd(isCancelled: isCancelled) else { return nil }
    let limit = Limit(output: output, error: error, norms: DepthNorms(initial: initial, trained: norms()))
    limits[large] = limit
    return limit
  }

  private static func rms(_ a: [Double], _ b: [Double]? = nil) -> Double {
    let sum = a.indices.reduce(0) { sum, i in
      let value = a[i] - (b?[i] ?? 0)
      return sum + value * value
    }
    return (sum / Double(a.count)).squareRoot()
  }
}

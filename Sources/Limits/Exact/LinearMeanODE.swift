import Engine
import Model

/// The Neural Mean ODE of linear units, `dh/ds = W(s) h` with `W = α Σ_vu/D`: of the units at a depth it knows the second
/// moments alone, and these follow equations of their own. With `G(s) = Σ_n B hᵀ`, `a = η_v η/(αD)`, `b = η_u η/(αD)`, a
/// gradient step is
///
///     Σ_vu ← Σ_vu − a G Σ_uu − b Σ_vv G + ab G Σ_uv G
///     Σ_uu ← Σ_uu − b (Gᵀ Σ_vu + Σ_uv G) + b² Gᵀ Σ_vv G
///     Σ_vv ← Σ_vv − a (G Σ_uv + Σ_vu Gᵀ) + a² G Σ_uu Gᵀ
///
/// from `Σ_vu = 0`, `Σ_uu = σ_u² 1`, `Σ_vv = σ_v² 1`. Before the first step nothing depends on depth, so that one step
/// has the output `exp(−(a σ_u² + b σ_v²)(α/D) G) X`.
package enum LinearMeanODE {
  /// Whether the problem has one: linear units, squared loss of states, and weights that follow their gradients.
  package static func exists(for problem: Problem) -> Bool {
    problem.activation == .linear && problem.loss == .squared && problem.optimizer == .gradientDescent
      && !problem.isBatched && problem.block == .perceptron && problem.norm == .none
      && problem.embedding == .none
  }

  /// `h(1)` after K steps. `isCancelled` is asked once a gradient step.
  /// - Parameters:
  ///   - problem: one that has this limit; depth, width, seeds and initialization do not matter.
  ///   - layers: equal steps in `s`; the solution on twice as many takes the error of second order away.
  package static func solve(
    _ problem: Problem, dataset: Dataset, layers: Int = 64, isCancelled: () -> Bool = { false }
  ) throws(TrainingFailure) -> SolvedLimit {
    precondition(exists(for: problem), "only where the limit exists")
    var outputs: [[Double]] = []
    for layers in [layers, 2 * layers] {
      var passes = LinearPasses(problem, dataset: dataset, layers: layers)
      for _ in 0..<problem.steps {
        if isCancelled() { throw .cancelled }
        passes.step()
      }
      let output = passes.forward()[layers].flatMap(\.self)
      guard output.allSatisfy(\.isFinite) else { throw .diverged }
      outputs.append(output)
    }
    let differences = zip(outputs[0], outputs[1]).map { ($0 - $1) / 3 }
    let square = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
    let d = Double(problem.shape.dimension)
    return SolvedLimit(
      output: zip(outputs[1], differences).map { Float($0 - $1) }, standardError: 0,
      depthError: square.squareRoot(), operations: 60 * Double(3 * layers * problem.steps) * d * d * d)
  }
}

/// The passes of a linear network's Mean ODE on equal steps in `s`, between whose ends `W` is the mean of both ends.
private struct LinearPasses {
  let layers: Int
  /// `a` and `b`
  let outputRate, inputRate: Double
  /// `α/D`
  let branch: Double
  let samples, targets: [[Double]]
  /// `Σ_vu`, `Σ_uu` and `Σ_vv` at `s = l/layers`.
  var mixed, input, output: [SquareMatrix]

  init(_ problem: Problem, dataset: Dataset, layers: Int) {
    let (scaling, dimension) = (problem.scaling, problem.shape.dimension)
    let d = Double(dimension)
    self.layers = layers
    outputRate = scaling.outputStep(dimension: dimension) * scaling.eta / (scaling.alpha * d)
    inputRate = scaling.inputStep(dimension: dimension) * scaling.eta / (scaling.alpha * d)
    branch = scaling.alpha / d
    func rows(_ values: [Float]) -> [[Double]] {
      (0..<dataset.samples).map { values[$0 * dimension..<($0 + 1) * dimension].map(Double.init) }
    }
    samples = rows(dataset.x)
    targets = rows(dataset.y)
    func everywhere(_ matrix: SquareMatrix) -> [SquareMatrix] { (0...layers).map { _ in matrix } }
    mixed = everywhere(SquareMatrix(dimension))
    input = everywhere(SquareMatrix(dimension, diagonal: scaling.sigmaU * scaling.sigmaU))
    output = everywhere(SquareMatrix(dimension, diagonal: scaling.sigmaV * scaling.sigmaV))
  }

  /// States by depth, then by sample.
  func forward() -> [[[Double]]] {
    var states = [samples]
    for layer in 0..<layers {
      let drift = drift(layer)
      states.append(states[layer].map { drift.exponential(of: $0) })
    }
    return states
  }

  /// `∫W` over a step.
  private func drift(_ layer: Int) -> SquareMatrix {
    branch / Double(2 * layers) * (mixed[layer] + mixed[layer + 1])
  }

  /// `B(1) = (h(1) − Y)/(ND)`
  func adjoints(_ outputs: [[Double]]) -> [[Double]] {
    let count = Double(samples.count * samples[0].count)
    return zip(outputs, targets).map { output, target in zip(output, target).map { ($0 - $1) / count } }
  }

  /// `G = Σ_n B hᵀ`
  func gradient(_ states: [[Double]], _ adjoints: [[Double]]) -> SquareMatrix {
    let d = states[0].count
    var gradient = SquareMatrix(d)
    for (state, adjoint) in zip(states, adjoints) {
      for i in 0..<d { for j in 0..<d { gradient.entries[i * d + j] += adjoint[i] * state[j] } }
    }
    return gradient
  }

  mutating func step() {
    let states = forward()
    var adjoints = adjoints(states[layers])
    var gradients = [gradient(states[layers], adjoints)]
    for layer in (0..<layers).reversed() {
      let back = drift(layer).transposed
      adjoints = adjoints.map { back.exponential(of: $0) }
      gradients.append(gradient(states[layer], adjoints))
    }
    for (layer, g) in gradients.reversed().enumerated() { move(layer, g) }
  }

  private mutating func move(_ layer: Int, _ g: SquareMatrix) {
    let (vu, uu, vv) = (mixed[layer], input[layer], output[layer])
    let (uv, gt) = (vu.transposed, g.transposed)
    let (a, b) = (outputRate, inputRate)
    mixed[layer] = vu - a * (g * uu) - b * (vv * g) + (a * b) * (g * uv * g)
    input[layer] = uu - b * (gt * vu + uv * g) + (b * b) * (gt * vv * g)
    output[layer] = vv - a * (g * uv + vu * gt) + (a * a) * (g * uu * gt)
  }
}

import Model
import TestSupport
import Testing

/// The hand-written backward passes against finite differences of the forward pass, in double precision.
@Suite struct NetworkTests {
  private typealias Plain = Network<Perceptron<Double>>

  private func network(_ shape: Shape, _ activation: ActivationName) -> (Plain, x: [Double], y: [Double]) {
    var generator = SplitMix(state: 3)
    func draw(_ count: Int, _ scale: Double) -> [Double] {
      (0..<count).map { _ in scale * Double.random(in: -1...1, using: &generator) }
    }
    let size = Double(shape.dimension).squareRoot()
    let block = shape.width * shape.dimension
    let network = Plain(
      blocks: (0..<shape.depth).map { _ in
        Perceptron(
          width: shape.width, dimension: shape.dimension, activation: activation,
          inputWeights: draw(block, size), outputWeights: draw(block, size))
      },
      scales: [BranchScale(branch: 2 / Double(shape.depth * shape.width), rates: [0.7, 1.3])])
    let entries = shape.samples * shape.dimension
    return (network, draw(entries, 1.7), draw(entries, 1.7))
  }

  /// A step is the gradient of half the loss times `rate/branch`: the rule of `Scaling` with
  /// `η η_{u,v} LM/α² = (η_{u,v} η/α)/(α/(LM))`. The adjoint is its gradient by the state.
  private func expectGradients<Body: Block>(
    _ network: Network<Body>, _ x: [Double], _ y: [Double], samples: Int
  ) where Body.Scalar == Double {
    func halfLoss(_ network: Network<Body>, _ x: [Double]) -> Double {
      var network = network
      network.forward(x)
      return network.loss(targets: y, samples: samples).value / 2
    }
    var stepped = network
    stepped.forward(x)
    stepped.backward(targets: y, samples: samples, training: true)
    let epsilon = 1e-5
    func difference(_ change: (inout Network<Body>, inout [Double], Double) -> Void) -> Double {
      var (ahead, behind, xAhead, xBehind) = (network, network, x, x)
      change(&ahead, &xAhead, epsilon)
      change(&behind, &xBehind, -epsilon)
      return (halfLoss(ahead, xAhead) - halfLoss(behind, xBehind)) / (2 * epsilon)
    }
    let layers = network.scales.indices.flatMap { branch in
      [0, network.depth / 2, network.depth - 1].map { $0 * network.scales.count + branch }
    }
    for layer in Set(layers).sorted() {
      let scale = network.scale(ofBlock: layer)
      for (array, rate) in scale.rates.enumerated() {
        let count = network.blocks[layer].weights[array].count
        for i in stride(from: 0, to: count, by: max(1, count / 7)) {
          let slope = difference { network, _, e in network.blocks[layer].weights[array][i] += e }
          let step =
            network.blocks[layer].weights[array][i] - stepped.blocks[layer].weights[array][i]
          let expected = rate * slope / scale.branch
          #expect(abs(step - expected) < 1e-7 * (1 + abs(expected)), "block \(layer), array \(array), \(i)")
        }
      }
    }
    for i in stride(from: 0, to: x.count, by: max(1, x.count / 7)) {
      #expect(abs(difference { _, x, e in x[i] += e } - stepped.adjoints[0][i]) < 1e-8)
    }
  }

  /// Those of the embedding: a step is its rate times the gradient of the loss, or of half the squared error.
  private func expectEmbeddingGradients(
    _ network: Plain, _ x: [Double], _ y: [Double], samples: Int, _ comment: Comment
  ) throws {
    let part = network.lossName.isOfLabels ? 1.0 : 2
    func loss(_ network: Plain) -> Double {
      var network = network
      network.forward(x)
      return network.loss(targets: y, samples: samples).value / part
    }
    var stepped = network
    stepped.forward(x)
    stepped.backward(targets: y, samples: samples, training: true)
    let start = try #require(network.embedding)
    let end = try #require(stepped.embedding)
    let rate = try #require(start.rate)
    for array in [\Embedding<Double>.inputWeights, \.outputWeights] {
      let count = start[keyPath: array].count
      for i in stride(from: 0, to: count, by: max(1, count / 9)) {
        let slope = [1e-5, -1e-5].map { change in
          var moved = network
          moved.embedding?[keyPath: array][i] += change
          return loss(moved) / (2 * change)
        }.reduce(0, +)
        let step = (start[keyPath: array][i] - end[keyPath: array][i]) / rate
        #expect(abs(step - slope) < 1e-8 * (1 + abs(slope)), comment)
      }
    }
    // What leaves the network in front is the gradient by the state.
    for i in stride(from: 0, to: stepped.states[0].count, by: max(1, stepped.states[0].count / 5)) {
      let slope = [1e-5, -1e-5].map { change in
        var moved = stepped
        (moved.blocks, moved.embedding) = (network.blocks, network.embedding)
        var first = stepped.states[0]
        first[i] += change
        moved.forward(from: first)
        return moved.loss(targets: y, samples: samples).value / part / (2 * change)
      }.reduce(0, +)
      #expect(abs(slope - stepped.adjoints[0][i]) < 1e-8 * (1 + abs(slope)), comment)
    }
  }

  @Test(arguments: shapes, LossName.allCases)
  func embeddingsFollowTheirGradients(shape: Shape, loss: LossName) throws {
    let plain = network(shape, .tanh).0
    let (inputs, outputs, samples) = (shape.width % 5 + 1, shape.samples % 4 + 1, shape.samples)
    var generator = SplitMix(state: 11)
    func draw(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double.random(in: -1.5...1.5, using: &generator) }
    }
    var network = Plain(blocks: plain.blocks, scales: plain.scales, loss: loss)
    network.embedding = Embedding(
      dimension: shape.dimension, inputs: inputs, outputs: outputs,
      inputWeights: draw(shape.dimension * inputs), outputWeights: draw(shape.dimension * outputs), rate: 0.3)
    let y =
      loss.isOfLabels
      ? (0..<samples * outputs).map { $0 % outputs == $0 / outputs % outputs ? 1 : 0 }
      : draw(samples * outputs)
    try expectEmbeddingGradients(network, draw(samples * inputs), y, samples: samples, "\(shape) \(loss)")
  }

  private static let shapes = testShapes.filter { $0.weights < 400 }

  @Test(arguments: shapes, ActivationName.allCases)
  func stepsAndAdjointsAreGradients(shape: Shape, activation: ActivationName) {
    let (network, x, y) = network(shape, activation)
    expectGradients(network, x, y, samples: shape.samples)
  }

  /// The same of the twin, once its weights have left their start.
  @Test(arguments: shapes, ActivationName.allCases)
  func theTwinsAreToo(shape: Shape, activation: ActivationName) {
    let (network, x, y) = network(shape, activation)
    var twin = network.linearised()
    for _ in 0..<2 {
      twin.forward(x)
      twin.backward(targets: y, samples: shape.samples, training: true)
    }
    expectGradients(twin, x, y, samples: shape.samples)
  }

  private static let problems: [Problem] = [
    // L, M, D, N, T, d, M_A
    (1, 1, 1, 1, 1, 1, 1), (3, 2, 4, 2, 5, 3, 1), (2, 5, 3, 3, 1, 1, 2), (1, 3, 6, 2, 3, 2, 3),
  ].flatMap { l, m, dimension, n, t, d, heads in
    BlockName.allCases.flatMap { block in
      NormName.allCases.flatMap { norm in
        MaskName.allCases.map { mask in
          var problem = Problem(
            shape: Shape(
              depth: l, width: m, dimension: dimension, samples: n, tokens: t, keyDimension: d, heads: heads),
            scaling: Scaling(alpha: 0.8, sigmaU: 2, sigmaV: 2, eta: 0.05), activation: .gelu)
          (problem.block, problem.norm, problem.mask) = (block, norm, mask)
          return problem
        }
      }
    }
  }

  private func network(_ problem: Problem) -> (Network<ResidualBranch<Double>>, x: [Double], y: [Double]) {
    var generator = SplitMix(state: 5)
    let (shape, dimension) = (problem.shape, problem.shape.dimension)
    let size = Double(dimension).squareRoot()
    let blocks = (0..<shape.depth).flatMap { _ in
      problem.branches.map { branch in
        ResidualBranch(
          branch, of: problem,
          weights: [branch.inputs, branch.outputs].map {
            BlockCase.draw(branch.width * $0 * dimension, size, &generator)
          })
      }
    }
    let network = Network(blocks: blocks, scales: problem.branches.map(problem.scale(of:)))
    let entries = shape.rows * dimension
    return (network, BlockCase.draw(entries, 1, &generator), BlockCase.draw(entries, 1, &generator))
  }

  /// Networks of heads, units and both, of every norm and mask, and their twins.
  @Test(arguments: problems) func branchesOfEveryKindTrain(_ problem: Problem) {
    let (network, x, y) = network(problem)
    #expect(network.depth == problem.shape.depth)
    expectGradients(network, x, y, samples: problem.shape.rows)
    var twin = network.linearised()
    for _ in 0..<2 {
      twin.forward(x)
      twin.backward(targets: y, samples: problem.shape.rows, training: true)
    }
    expectGradients(twin, x, y, samples: problem.shape.rows)
  }

  /// Each branch's change is its own sum, and what is not linear in a small change is of second order.
  @Test(arguments: problems) func driftsAreOfTheDefinition(_ problem: Problem) {
    let (initial, x, y) = network(problem)
    var stepped = initial
    stepped.forward(x)
    stepped.backward(targets: y, samples: problem.shape.rows, training: true)
    func drift(_ size: Double) -> NetworkDrift<Double> {
      var network = initial
      for (index, block) in initial.blocks.enumerated() {
        network.blocks[index].weights = zip(block.weights, stepped.blocks[index].weights).map {
          zip($0, $1).map { $0 + size * ($1 - $0) }
        }
      }
      network.forward(x)
      // At the same states, the change of the pre-activations is that of the weights alone.
      return network.drift(
        from: initial.blocks,
        initialPreactivations: network.states.dropLast().enumerated().map { index, state in
          initial.blocks[index].preactivations(initial.blocks[index].weights[0], state)
        })
    }
    let (small, smaller) = (drift(2e-3), drift(1e-3))
    func expectOrder(_ order: Double, _ sum: (NetworkDrift<Double>) -> Double) {
      guard sum(smaller) > 1e-26 else { return }
      #expect(abs(sum(small) / sum(smaller) - order) < 0.03 * order)
    }
    expectOrder(4) { $0.inputWeightChange }
    expectOrder(4) { $0.outputWeightChange }
    expectOrder(4) { $0.localFeatureUpdate }
    expectOrder(4) { $0.driftChange }
    expectOrder(16) { $0.driftNonlinearity }
    #expect(small.outputWeightChange > 0 && small.driftChange > 0)
    #expect(
      abs(small.preactivationChange - small.localFeatureUpdate)
        < 1e-11 * small.localFeatureUpdate.squareRoot() + 1e-22)
    let change = zip(stepped.blocks, initial.blocks).flatMap { after, before in
      zip(after.weights[1], before.weights[1]).map { 2e-3 * ($0 - $1) }
    }
    let squares = change.reduce(0) { $0 + $1 * $1 }
    #expect(abs(small.outputWeightChange - squares) < 1e-9 * squares)
  }

  /// A block's expansion is what its output does for small changes: off by the square of the change.
  @Test(arguments: ActivationName.allCases) func expansionsAreOfFirstOrder(_ activation: ActivationName) {
    let (network, x, _) = network(Shape(depth: 1, width: 5, dimension: 4, samples: 3), activation)
    let origin = network.blocks[0]
    let direction = origin.weights.map { $0.map { 0.3 * $0 + 0.1 } }
    func error(_ size: Double) -> Double {
      let change = direction.map { $0.map { size * $0 } }
      var moved = origin
      moved.weights = zip(origin.weights, change).map { zip($0, $1).map { $0 + $1 } }
      let (constant, linear, _) = origin.forward(x, change: change)
      return zip(moved.forward(x).output, zip(constant, linear).map { $0 + $1 }).map { abs($0 - $1) }.max()
        ?? 0
    }
    #expect(origin.forward(x).output == origin.forward(x, change: direction).constant)
    // Products of both changes are left out: even where the activation is linear.
    #expect(error(1e-3) > 0 && abs(error(1e-3) / error(2e-3) - 0.25) < 0.01)
  }
}

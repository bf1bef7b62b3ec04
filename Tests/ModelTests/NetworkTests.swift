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
      branch: 2 / Double(shape.depth * shape.width), rates: [0.7, 1.3])
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
    for layer in [0, network.depth / 2, network.depth - 1] {
      for (array, rate) in network.rates.enumerated() {
        let count = network.blocks[layer].weights[array].count
        for i in stride(from: 0, to: count, by: max(1, count / 7)) {
          let slope = difference { network, _, e in network.blocks[layer].weights[array][i] += e }
          let step =
            network.blocks[layer].weights[array][i] - stepped.blocks[layer].weights[array][i]
          let expected = rate * slope / network.branch
          #expect(abs(step - expected) < 1e-7 * (1 + abs(expected)), "layer \(layer), array \(array), \(i)")
        }
      }
    }
    for i in stride(from: 0, to: x.count, by: max(1, x.count / 7)) {
      #expect(abs(difference { _, x, e in x[i] += e } - stepped.adjoints[0][i]) < 1e-8)
    }
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

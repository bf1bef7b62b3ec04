import Model
import TestSupport
import Testing

/// The hand-written backward pass against finite differences of the forward pass, in double precision.
@Suite struct NetworkTests {
  private func network(_ shape: Shape, alpha: Double) -> (Network<Double>, x: [Double], y: [Double]) {
    var generator = SplitMix(state: 3)
    func draw(_ count: Int, _ scale: Double) -> [Double] {
      (0..<count).map { _ in scale * Double.random(in: -1...1, using: &generator) }
    }
    let size = Double(shape.dimension).squareRoot()
    let network = Network(
      shape: shape, branch: alpha / Double(shape.depth * shape.width), inputStep: 0.7, outputStep: 1.3,
      inputWeights: draw(shape.weights, size), outputWeights: draw(shape.weights, size))
    let entries = shape.samples * shape.dimension
    return (network, draw(entries, 1.7), draw(entries, 1.7))
  }

  /// A step is the gradient of half the loss times `step/branch`: the rule of `Scaling` with
  /// `η η_{u,v} LM/α² = (η_{u,v} η/α)/(α/(LM))`.
  @Test(arguments: testShapes.filter { $0.weights < 400 })
  func stepIsTheGradientOfHalfTheLoss(shape: Shape) {
    let (network, x, y) = network(shape, alpha: 2)
    var stepped = network
    let pass = network.forward(x)
    let inputAdjoint = stepped.backward(pass, adjoint: network.residual(pass.output, targets: y))
    func halfLoss(_ network: Network<Double>, _ x: [Double]) -> Double {
      network.loss(network.forward(x).output, targets: y) / 2
    }
    let epsilon = 1e-5
    func difference(_ change: (inout Network<Double>, inout [Double], Double) -> Void) -> Double {
      var (ahead, behind, xAhead, xBehind) = (network, network, x, x)
      change(&ahead, &xAhead, epsilon)
      change(&behind, &xBehind, -epsilon)
      return (halfLoss(ahead, xAhead) - halfLoss(behind, xBehind)) / (2 * epsilon)
    }
    for i in stride(from: 0, to: shape.weights, by: max(1, shape.weights / 23)) {
      let u = difference { network, _, e in network.inputWeights[i] += e } / network.branch
      let v = difference { network, _, e in network.outputWeights[i] += e } / network.branch
      #expect(abs(network.inputWeights[i] - stepped.inputWeights[i] - 0.7 * u) < 1e-7 * (1 + abs(u)))
      #expect(abs(network.outputWeights[i] - stepped.outputWeights[i] - 1.3 * v) < 1e-7 * (1 + abs(v)))
    }
    for i in stride(from: 0, to: x.count, by: max(1, x.count / 7)) {
      #expect(abs(difference { _, x, e in x[i] += e } - inputAdjoint[i]) < 1e-8)
    }
  }
}

import Model
import TestSupport
import Testing

/// Every block's backward pass and expansion against finite differences of its forward pass, in double precision.
@Suite struct BlockTests {
  private static let epsilon = 1e-5

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  private static func moved(_ weights: [[Double]], by change: [[Double]], times factor: Double) -> [[Double]]
  {
    zip(weights, change).map { zip($0, $1).map { $0 + factor * $1 } }
  }

  /// Whether `gradient` is that of `value` at `point`, entry by entry.
  private func expectGradient(
    _ gradient: [Double], at point: [Double], _ words: String, _ value: ([Double]) -> Double
  ) {
    #expect(gradient.count == point.count)
    for i in stride(from: 0, to: point.count, by: max(1, point.count / 31)) {
      var (ahead, behind) = (point, point)
      ahead[i] += Self.epsilon
      behind[i] -= Self.epsilon
      let slope = (value(ahead) - value(behind)) / (2 * Self.epsilon)
      #expect(abs(slope - gradient[i]) < 2e-8 * (1 + abs(slope)), "\(words), \(i)")
    }
  }

  @Test(arguments: BlockCase.all) func pullsAreGradients(_ example: BlockCase) {
    var generator = SplitMix(state: 11)
    let (block, h) = (example.block(&generator), example.state(&generator))
    let b = BlockCase.draw(h.count, 1, &generator)
    let (pull, gradients) = block.backward(block.forward(h).kept, state: h, adjoint: b)
    expectGradient(pull, at: h, "state") { Self.dot(b, block.forward($0).output) }
    for array in 0..<2 {
      expectGradient(gradients[array], at: block.weights[array], "array \(array)") { weights in
        var block = block
        block.weights[array] = weights
        return Self.dot(b, block.forward(h).output)
      }
    }
  }

  /// The term of order 0 is the block itself, that of order 1 its derivative by ε on `Z_0 + εΔ`.
  @Test(arguments: BlockCase.all) func expansionsAreDerivatives(_ example: BlockCase) {
    var generator = SplitMix(state: 12)
    let (block, h) = (example.block(&generator), example.state(&generator))
    let change = example.weights(1, &generator)
    func output(_ epsilon: Double) -> [Double] {
      var block = block
      block.weights = Self.moved(block.weights, by: change, times: epsilon)
      return block.forward(h).output
    }
    let (constant, linear, _) = block.forward(h, change: change)
    #expect(constant == block.forward(h).output)
    let (ahead, behind) = (output(Self.epsilon), output(-Self.epsilon))
    for i in linear.indices {
      let slope = (ahead[i] - behind[i]) / (2 * Self.epsilon)
      #expect(abs(slope - linear[i]) < 2e-8 * (1 + abs(slope)), "\(i)")
    }
  }

  /// By `h` and by the change, of `⟨B, f_0 + f_1⟩`.
  @Test(arguments: BlockCase.all) func expansionsPullsAreGradients(_ example: BlockCase) {
    var generator = SplitMix(state: 13)
    let (block, h) = (example.block(&generator), example.state(&generator))
    let change = example.weights(2, &generator)
    let b = BlockCase.draw(h.count, 1, &generator)
    func value(_ h: [Double], _ change: [[Double]]) -> Double {
      let (constant, linear, _) = block.forward(h, change: change)
      return Self.dot(b, constant) + Self.dot(b, linear)
    }
    let kept = block.forward(h, change: change).kept
    let (pull, gradients) = block.backward(kept, state: h, adjoint: b, change: change)
    expectGradient(pull, at: h, "state") { value($0, change) }
    for array in 0..<2 {
      expectGradient(gradients[array], at: change[array], "array \(array)") { entries in
        var change = change
        change[array] = entries
        return value(h, change)
      }
    }
    // Around no change at all they are the block's own.
    let still = change.map { $0.map { _ in 0.0 } }
    let own = block.backward(block.forward(h).kept, state: h, adjoint: b)
    let same = block.backward(block.forward(h, change: still).kept, state: h, adjoint: b, change: still)
    #expect(same.state == own.state && same.gradients == own.gradients)
  }

  /// What a block is said to keep is what it reads with.
  @Test(arguments: BlockCase.all) func preactivationsAreThoseOfThePass(_ example: BlockCase) {
    var generator = SplitMix(state: 14)
    let (block, h) = (example.block(&generator), example.state(&generator))
    let kept = block.forward(h).kept
    let (rows, branch) = (example.shape.rows, example.branch)
    #expect(kept.preactivations.count == rows * branch.width * branch.inputs)
    #expect(kept.values.count == rows * branch.width * branch.outputs)
    #expect(kept.preactivations == block.preactivations(block.weights[0], h))
    let (u, dimension) = (block.weights[0], example.shape.dimension)
    let first = h[..<dimension]
    let square = first.reduce(0) { $0 + $1 * $1 } / Double(dimension)
    let root = example.norm == .rms ? (square + 1e-6).squareRoot() : 1
    let expected = Self.dot(Array(u[..<dimension]), Array(first)) / (Double(dimension) * root)
    #expect(abs(kept.preactivations[0] - expected) < 1e-14)
  }

  /// A norm that is none leaves every bit as it is.
  @Test(arguments: BlockCase.all.filter { $0.norm == .none })
  func blocksWithoutANormReadTheState(_ example: BlockCase) {
    var generator = SplitMix(state: 15)
    let (block, h) = (example.block(&generator), example.state(&generator))
    let b = BlockCase.draw(h.count, 1, &generator)
    func expectSame<Inner: ExpandableBlock<Double>>(_ inner: Inner) {
      #expect(block.forward(h).output == inner.forward(h).output)
      let outer = block.backward(block.forward(h).kept, state: h, adjoint: b)
      let bare = inner.backward(inner.forward(h).kept, state: h, adjoint: b)
      #expect(outer.state == bare.state && outer.gradients == bare.gradients)
    }
    switch block {
    case .units(let block): expectSame(block.body)
    case .heads(let block): expectSame(block.body)
    }
  }
}

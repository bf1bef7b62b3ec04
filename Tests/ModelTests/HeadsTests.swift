import Model
import TestSupport
import Testing

/// What is known of attention without differences.
@Suite struct HeadsTests {
  private func heads(
    _ shape: Shape, _ mask: MaskName, _ weights: [[Double]], norm: NormName = .none
  ) -> ResidualBranch<Double> {
    ResidualBranch(
      Branch(kind: .heads(keyDimension: shape.keyDimension), width: shape.width), shape, activation: .tanh,
      mask: mask, norm: norm, weights: weights)
  }

  private func expectClose(_ a: [Double], _ b: [Double]) {
    #expect(a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-13 * (1 + abs($1)) })
  }

  /// One token attends to itself alone: at T = 1 and d = 1 heads are the linear perceptron with U = W and V = O, and
  /// nothing pulls on queries and keys.
  @Test(arguments: MaskName.allCases, NormName.allCases)
  func ofOneTokenTheyAreLinear(mask: MaskName, norm: NormName) {
    let shape = Shape(depth: 1, width: 3, dimension: 5, samples: 4, tokens: 1, keyDimension: 1)
    var generator = SplitMix(state: 21)
    let size = shape.width * shape.dimension
    let (q, k) = (BlockCase.draw(size, 2, &generator), BlockCase.draw(size, 2, &generator))
    let (u, v) = (BlockCase.draw(size, 2, &generator), BlockCase.draw(size, 2, &generator))
    let attending = heads(shape, mask, [q + k + u, v], norm: norm)
    let linear = ResidualBranch<Double>(
      Branch(kind: .units, width: shape.width), shape, activation: .linear, mask: .none, norm: norm,
      weights: [u, v])
    let h = BlockCase.draw(shape.rows * shape.dimension, 1.7, &generator)
    let b = BlockCase.draw(h.count, 1, &generator)
    expectClose(attending.forward(h).output, linear.forward(h).output)
    let ours = attending.backward(attending.forward(h).kept, state: h, adjoint: b)
    let theirs = linear.backward(linear.forward(h).kept, state: h, adjoint: b)
    expectClose(ours.state, theirs.state)
    expectClose(ours.gradients[0], q.map { _ in 0 } + k.map { _ in 0 } + theirs.gradients[0])
    expectClose(ours.gradients[1], theirs.gradients[1])

    let du = BlockCase.draw(size, 1, &generator)
    let dv = BlockCase.draw(size, 1, &generator)
    let (change, linearChange) = ([k + q + du, dv], [du, dv])
    let expanded = attending.forward(h, change: change)
    let linearExpanded = linear.forward(h, change: linearChange)
    expectClose(expanded.linear, linearExpanded.linear)
    expectClose(
      attending.backward(expanded.kept, state: h, adjoint: b, change: change).state,
      linear.backward(linearExpanded.kept, state: h, adjoint: b, change: linearChange).state)
  }

  private static let shape = Shape(
    depth: 1, width: 3, dimension: 4, samples: 2, tokens: 5, keyDimension: 3)

  private func drawn(_ mask: MaskName) -> (block: ResidualBranch<Double>, h: [Double]) {
    let shape = Self.shape
    let example = BlockCase(
      shape: shape, branch: Branch(kind: .heads(keyDimension: shape.keyDimension), width: shape.width),
      mask: mask, norm: .rms)
    var generator = SplitMix(state: 22)
    return (example.block(&generator), example.state(&generator))
  }

  /// Under the causal mask, and only under it, a token's output does not know of later tokens.
  @Test(arguments: MaskName.allCases) func theCausalMaskHidesLaterTokens(_ mask: MaskName) {
    let (block, h) = drawn(mask)
    let (tokens, dimension) = (Self.shape.tokens, Self.shape.dimension)
    let output = block.forward(h).output
    for t in 1..<tokens {
      // Token t of the first sample becomes another.
      var other = h
      for d in 0..<dimension { other[t * dimension + d] = 0.3 - h[t * dimension + d] }
      let moved = block.forward(other).output
      for row in 0..<Self.shape.rows {
        let place = row * dimension..<(row + 1) * dimension
        let isBlind = row >= tokens || (mask == .causal && row < t)
        #expect((output[place] == moved[place]) == isBlind, "\(t) \(row)")
      }
    }
  }

  /// Without a mask a sample is a set of tokens.
  @Test(arguments: MaskName.allCases) func tokensMayChangePlaces(_ mask: MaskName) {
    let (block, h) = drawn(mask)
    let (tokens, dimension) = (Self.shape.tokens, Self.shape.dimension)
    let order = [3, 0, 4, 1, 2]
    func permuted(_ rows: [Double]) -> [Double] {
      (0..<Self.shape.rows).flatMap { row -> ArraySlice<Double> in
        let source = row / tokens * tokens + order[row % tokens]
        return rows[source * dimension..<(source + 1) * dimension]
      }
    }
    let apart = zip(block.forward(permuted(h)).output, permuted(block.forward(h).output)).map { abs($0 - $1) }
    let largest = apart.max() ?? .nan
    #expect(mask == .none ? largest < 1e-13 : largest > 1e-3, "\(largest)")
  }

  /// Rows of `A` are positive where the mask leaves them, and sum to 1, however large the scores.
  @Test(arguments: MaskName.allCases, [1, 1e3]) func weightsAreMeans(mask: MaskName, size: Double) {
    let (block, h) = drawn(mask)
    var large = block
    large.weights[0] = block.weights[0].map { size * $0 }
    let tokens = Self.shape.tokens
    let attention = large.forward(h).kept.attention
    #expect(attention.count == Self.shape.samples * Self.shape.width * tokens * tokens)
    for row in stride(from: 0, to: attention.count, by: tokens) {
      let t = row / tokens % tokens
      let weights = attention[row..<row + tokens]
      #expect(abs(weights.reduce(0, +) - 1) < 1e-14 && weights.allSatisfy { $0 >= 0 })
      if mask == .causal { #expect(weights.dropFirst(t + 1).allSatisfy { $0 == 0 }) }
      if size == 1 { #expect(weights.prefix(mask == .causal ? t + 1 : tokens).allSatisfy { $0 > 0 }) }
    }
  }

  /// By the definition, entry by entry: no mask, head 1 of sample 1.
  @Test func scoresAreOfTheDefinition() {
    var generator = SplitMix(state: 23)
    let shape = Self.shape
    let (m, d, dimension, tokens) = (shape.width, shape.keyDimension, shape.dimension, shape.tokens)
    let reading = BlockCase.draw(3 * m * d * dimension, 3, &generator)
    let writing = BlockCase.draw(m * d * dimension, 3, &generator)
    let h = BlockCase.draw(shape.rows * dimension, 1.7, &generator)
    let block = heads(shape, .none, [reading, writing])
    func projection(_ part: Int, _ t: Int, _ i: Int) -> Double {
      let row = ((part * m + 1) * d + i) * dimension
      return (0..<dimension).reduce(0) { $0 + reading[row + $1] * h[(tokens + t) * dimension + $1] }
        / Double(dimension)
    }
    let kept = block.forward(h).kept
    for t in 0..<tokens {
      let exponentials = (0..<tokens).map { other in
        Double.exp((0..<d).reduce(0) { $0 + projection(0, t, $1) * projection(1, other, $1) } / Double(d))
      }
      let sum = exponentials.reduce(0, +)
      for i in 0..<d {
        let c = (0..<tokens).reduce(0) { $0 + exponentials[$1] / sum * projection(2, $1, i) }
        #expect(abs(kept.values[((tokens + t) * m + 1) * d + i] - c) < 1e-14)
      }
    }
  }
}

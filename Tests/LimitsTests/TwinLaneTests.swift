import Model
import TestSupport
import Testing

/// Networks of eight lanes are eight networks.
@Suite struct TwinLaneTests {
  private func lanes(_ numbers: [[Float]]) -> [TwinLane] {
    numbers[0].indices.map { i in
      var lanes = SIMD8<Float>(repeating: 0)
      for lane in 0..<8 { lanes[lane] = numbers[lane][i] }
      return TwinLane(lanes)
    }
  }

  private func bits(_ numbers: [Float]) -> [UInt32] { numbers.map(\.bitPattern) }

  /// The twins of transformers, trained: to the bit.
  @Test(arguments: MaskName.allCases, ActivationName.allCases)
  func eachLaneTrainsAsItWouldAlone(mask: MaskName, activation: ActivationName) {
    var problem = Problem(
      shape: Shape(depth: 2, width: 3, dimension: 5, samples: 2, tokens: 3, keyDimension: 2, heads: 2),
      scaling: Scaling(alpha: 0.8, sigmaU: 2, sigmaV: 2, eta: 0.05), activation: activation)
    (problem.block, problem.mask, problem.norm) = (.transformer, mask, .rms)
    var generator = SplitMix(state: 31)
    func draw(_ count: Int, _ size: Double) -> [[Float]] {
      (0..<8).map { _ in BlockCase.draw(count, size, &generator).map(Float.init) }
    }
    let rows = problem.shape.rows
    let (x, y) = (draw(rows * 5, 1), draw(rows * 5, 1))
    let weights = (0..<problem.shape.depth).flatMap { _ in
      problem.branches.map { branch in
        (branch, [branch.inputs, branch.outputs].map { draw(branch.width * $0 * 5, 2) })
      }
    }
    let scales = problem.branches.map(problem.scale(of:))
    var together = Network(
      blocks: weights.map { ResidualBranch($0, of: problem, weights: $1.map(lanes)) },
      scales: scales.map { scale in
        BranchScale(
          branch: TwinLane(constant: scale.branch), rates: scale.rates.map { TwinLane(constant: $0) })
      }
    ).linearised()
    for _ in 0..<3 {
      together.forward(lanes(x))
      together.backward(targets: lanes(y), samples: rows, training: true)
    }
    for lane in [0, 3, 7] {
      var alone = Network(
        blocks: weights.map { branch, arrays in
          ResidualBranch(branch, of: problem, weights: arrays.map { $0[lane] })
        },
        scales: scales.map { BranchScale(branch: Float($0.branch), rates: $0.rates.map(Float.init)) }
      ).linearised()
      for _ in 0..<3 {
        alone.forward(x[lane])
        alone.backward(targets: y[lane], samples: rows, training: true)
      }
      #expect(alone.output.allSatisfy { $0.isFinite })
      let output = bits(together.output.map { $0.lanes[lane] })
      #expect(output == bits(alone.output))
      for (ours, theirs) in zip(together.blocks, alone.blocks) {
        for (a, b) in zip(ours.weights, theirs.weights) {
          let mine = bits(a.map { $0.lanes[lane] })
          #expect(mine == bits(b))
        }
      }
    }
  }

  /// What is no number stays so, and the sign of zero too.
  @Test func partsAreThoseOfFloats() {
    let numbers: [Float] = [-1, -0.0, 0, 2, .nan, -.infinity, .infinity, -1e-40]
    let lanes = TwinLane(SIMD8(numbers))
    for (lane, number) in numbers.enumerated() {
      #expect(lanes.positivePart.lanes[lane].bitPattern == number.positivePart.bitPattern)
      #expect(lanes.unitStep.lanes[lane] == number.unitStep)
    }
  }
}

import Engine
import Model
import Testing

@Suite struct DatasetTests {
  @Test func aLargerDatasetExtendsASmallerOne() {
    let small = Dataset(gaussianSeed: 4, samples: 3, dimension: 5)
    let large = Dataset(gaussianSeed: 4, samples: 6, dimension: 9)
    for n in 0..<3 {
      for d in 0..<5 {
        #expect(small.x[n * 5 + d] == large.x[n * 9 + d])
        #expect(small.y[n * 5 + d] == large.y[n * 9 + d])
      }
    }
  }

  /// So that a problem with fewer samples learns the first of those that one with more learns.
  @Test func fewerSamplesAreTheFirstOnes() {
    let large = Dataset(gaussianSeed: 4, samples: 6, dimension: 9)
    #expect(large.first(3) == Dataset(gaussianSeed: 4, samples: 3, dimension: 9))
    #expect(large.first(6) == large && large.first(7) == large)
    let problem = Problem(
      shape: Shape(depth: 1, width: 1, dimension: 9, samples: 2), scaling: Scaling(sigmaU: 1, sigmaV: 1))
    let trainer = Trainer(kernel: KernelChoice.available[0])
    #expect(trainer.data(for: problem, own: large) == large.first(2))
    #expect(trainer.data(for: problem, own: nil) == trainer.drawnData(for: problem))
  }

  @Test func samplesTargetsAndSeedsDiffer() {
    let data = Dataset(gaussianSeed: 0, samples: 10, dimension: 10)
    #expect(data.x != data.y)
    #expect(data.x != Dataset(gaussianSeed: 1, samples: 10, dimension: 10).x)
  }

  @Test func identityLossIsTheMeanSquaredDifference() {
    let data = Dataset(x: [1, 2, 3, 4], y: [1, 0, 3, 0], samples: 2, dimension: 2)
    #expect(data.identityLoss == 5)
    #expect(abs(data.rmsX - 7.5.squareRoot()) < 1e-12)
  }
}

import Engine
import EngineInterface
import Model
import TestSupport
import Testing

/// Every variant against the naive kernel, from the same contents.
@Suite struct KernelTests {
  private func networks(_ ensemble: TestEnsemble) -> Range<Int> { 0..<ensemble.ensemble.networkCount }

  private func expectClose(
    _ a: TestEnsemble, _ b: TestEnsemble, tolerance: Float, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (left, right) in zip(a.contents, b.contents) {
      let scale = right.values.map { abs($0) }.max() ?? 0
      let error = zip(left.values, right.values).map { abs($0 - $1) }.max() ?? 0
      #expect(error <= tolerance * scale, "\(comment) \(left.name): \(error)", sourceLocation: sourceLocation)
    }
  }

  /// Every activation at a few shapes, among them both meanings of lanes, and one at all; then every block.
  static let cases: [(Shape, Parts)] =
    testShapes.map { ($0, Parts()) }
    + ActivationName.allCases.dropFirst().flatMap { activation in
      testShapes[..<12].enumerated().filter { $0.offset % 3 != 0 }.map {
        ($0.element, Parts(activation: activation))
      }
    } + blockCases

  @Test(arguments: fastKernels.map(\.name), cases)
  func passesAgreeWithTheNaiveKernel(name: String, network: (Shape, Parts)) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    let (fast, slow) = (TestEnsemble(network.0, network.1), TestEnsemble(network.0, network.1))
    for (kernel, ensemble) in [(kernel, fast.ensemble), (NaiveKernel() as any Kernel, slow.ensemble)] {
      kernel.forward(ensemble, member: .alone)
    }
    expectClose(fast, slow, tolerance: 3e-6, "forward")
    var (fastLosses, slowLosses) = (SIMD8<Float>(), SIMD8<Float>())
    kernel.residual(fast.ensemble, losses: &fastLosses)
    NaiveKernel().residual(slow.ensemble, losses: &slowLosses)
    for lane in networks(fast) { #expect(abs(fastLosses[lane] / slowLosses[lane] - 1) < 1e-5) }
    kernel.backward(fast.ensemble, member: .alone)
    NaiveKernel().backward(slow.ensemble, member: .alone)
    expectClose(fast, slow, tolerance: 1e-5, "backward")
  }

  /// What keeps no states ends in the same ones, bit for bit, also where none are between the first and the last.
  @Test(arguments: fastKernels.map(\.name), cases)
  func whatIsNotKeptChangesNoBit(name: String, network: (Shape, Parts)) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    for depth in [1, 2, 5] {
      var shape = network.0
      shape.depth = depth
      let (kept, passed) = (TestEnsemble(shape, network.1), TestEnsemble(shape, network.1))
      kernel.forward(kept.ensemble, member: .alone)
      kernel.pass(passed.ensemble, member: .alone)
      for i in 0..<kept.ensemble.rows * shape.dimension {
        #expect(kept.ensemble.last[i] == passed.ensemble.last[i])
        #expect(kept.ensemble.state(0)[i] == passed.ensemble.state(0)[i])
      }
    }
  }

  /// Every optimizer, with moments that are not zero, at shapes of both meanings of lanes.
  @Test(arguments: fastKernels.map(\.name), OptimizerName.allCases)
  func stepsAgreeWithTheNaiveKernel(name: String, optimizer: OptimizerName) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    for shape in testShapes {
      let (fast, slow) = (
        TestEnsemble(shape, Parts(optimizer: optimizer)), TestEnsemble(shape, Parts(optimizer: optimizer))
      )
      var losses = SIMD8<Float>()
      for (kernel, ensemble) in [(kernel, fast.ensemble), (NaiveKernel() as any Kernel, slow.ensemble)] {
        kernel.forward(ensemble, member: .alone)
        kernel.residual(ensemble, losses: &losses)
      }
      let before = fast.contents
      kernel.backward(fast.ensemble, member: .alone)
      NaiveKernel().backward(slow.ensemble, member: .alone)
      expectClose(fast, slow, tolerance: 2e-5, "\(shape)")
      for (old, new) in zip(before, fast.contents)
      where ["U", "V"].contains(old.name) || old.name.hasPrefix("m") {
        #expect(old.values != new.values, "\(shape) \(old.name)")
      }
    }
  }

  @Test(arguments: fastKernels.map(\.name), cases)
  func orderParametersAgreeWithTheNaiveKernel(name: String, network: (Shape, Parts)) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    let (fast, slow) = (TestEnsemble(network.0, network.1), TestEnsemble(network.0, network.1))
    func sums(_ kernel: any Kernel, _ ensemble: Ensemble) -> DriftSums {
      var losses = SIMD8<Float>()
      kernel.forward(ensemble, member: .alone)
      kernel.keepInitialPreactivations(ensemble)
      for _ in 0..<(network.1 == Parts() ? 3 : 1) {
        kernel.residual(ensemble, losses: &losses)
        kernel.backward(ensemble, member: .alone)
        kernel.forward(ensemble, member: .alone)
      }
      var sums = DriftSums()
      kernel.measure(ensemble, sums: &sums)
      return sums
    }
    let (a, b) = (sums(kernel, fast.ensemble), sums(NaiveKernel(), slow.ensemble))
    for path in [
      \DriftSums.localFeatureUpdate, \.preactivationChange, \.inputWeightChange, \.outputWeightChange,
      \.driftChange,
    ] {
      for lane in networks(fast) { #expect(abs(a[keyPath: path][lane] / b[keyPath: path][lane] - 1) < 2e-3) }
    }
    for lane in networks(fast) {
      // The naive sum cancels where the drift is nearly linear.
      let error = abs(a.driftNonlinearity[lane].squareRoot() - b.driftNonlinearity[lane].squareRoot())
      #expect(error <= 2e-3 * b.driftChange[lane].squareRoot())
    }
  }

  @Test(arguments: fastKernels.map(\.name), testShapes.map { ($0, Parts()) } + blockCases)
  func weightsAreDrawnAsDefined(name: String, network: (Shape, Parts)) throws {
    let (shape, parts) = network
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    for (antithetic, split) in [(false, 1), (true, 1), (false, 2), (true, 2)] {
      var law = WeightLaw(
        seeds: LaneAxis(shape, parts.block) == .units
          ? SIMD8(repeating: 0x1_0000_0005) : SIMD8(0, 1, 2, 3, 0xFFFF_FFFF, 0x1_0000_0000, .max, 77),
        sigmaU: SIMD8(repeating: 2),
        sigmaV: SIMD8(repeating: 3), antithetic: antithetic, split: split)
      let (fast, slow) = (TestEnsemble(shape, parts), TestEnsemble(shape, parts))
      kernel.drawWeights(fast.ensemble, law: &law)
      NaiveKernel().drawWeights(slow.ensemble, law: &law)
      expectClose(fast, slow, tolerance: 5e-7, "weights")
    }
  }

  @Test func everyVariantDrawsTheSameBits() {
    var law = WeightLaw(
      seeds: SIMD8(0, 1, 2, 3, 4, 5, 6, 7), sigmaU: SIMD8(repeating: 1.5), sigmaV: SIMD8(repeating: 0.3),
      antithetic: false)
    let shape = Shape(depth: 9, width: 11, dimension: 13, samples: 1)
    let drawn = fastKernels.map { kernel in
      let ensemble = TestEnsemble(shape)
      kernel.drawWeights(ensemble.ensemble, law: &law)
      return ensemble.contents.prefix(2).flatMap(\.values)
    }
    for other in drawn { #expect(other == drawn[0]) }
  }

  @Test(arguments: fastKernels.map(\.name))
  func drawsAreStandardNormal(name: String) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    let count = 200_000
    let memory = UnsafeMutablePointer<SIMD8<Float>>.allocate(capacity: count)
    defer { memory.deallocate() }
    let entries = Entries(memory, count: count)
    let seeds = SIMD8<UInt64>(1, 2, 3, 4, 5, 6, 7, 8)
    withUnsafePointer(to: seeds) {
      kernel.drawNormals(entries, count: count, layer: 3, unit: 5, stream: .inputWeights, seeds: $0)
    }
    let z = (0..<count).flatMap { i in (0..<8).map { Double(entries[i][$0]) } }
    func moment(_ power: Int) -> Double {
      z.reduce(0) { sum, value in sum + (0..<power).reduce(1.0) { p, _ in p * value } } / Double(z.count)
    }
    // Five standard errors of each moment at 1.6 million draws.
    #expect(abs(moment(1)) < 5 * (1 / 1.6e6).squareRoot())
    #expect(abs(moment(2) - 1) < 5 * (2 / 1.6e6).squareRoot())
    #expect(abs(moment(3)) < 5 * (15 / 1.6e6).squareRoot())
    #expect(abs(moment(4) - 3) < 5 * (96 / 1.6e6).squareRoot())
    // Neighbouring coordinates share a block of the generator and must not share anything else.
    let products = (0..<count - 1).map { Double(entries[$0][0]) * Double(entries[$0 + 1][0]) }
    #expect(abs(products.reduce(0, +) / Double(products.count)) < 5 / Double(count).squareRoot())
  }

  /// A lane full of `nan` changes no bit of another, and a seed has the same bits in every lane.
  @Test(
    arguments: fastKernels.map(\.name),
    testShapes.filter { LaneAxis($0, .perceptron) == .seeds }.map { ($0, Parts()) }
      + blockCases.filter { LaneAxis($0.0, $0.1.block) == .seeds })
  func lanesAreIndependent(name: String, network: (Shape, Parts)) throws {
    let (shape, parts) = network
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    let (clean, mixed) = (TestEnsemble(shape, parts), TestEnsemble(shape, parts))
    // The mixed ensemble: lanes rotated by three, lane 0 destroyed, in all of the memory from its first state on.
    let count = Int(EnsembleLayout(shape, parts).entryCount)
    let from = Entries(clean.ensemble.state(0).base, count: count)
    let to = Entries(mixed.ensemble.state(0).base, count: count)
    for i in 0..<count {
      let entry = from[i]
      for lane in 0..<8 { to[i][(lane + 3) % 8] = entry[lane] }
      to[i][3] = .nan
    }
    var losses = SIMD8<Float>()
    for ensemble in [clean.ensemble, mixed.ensemble] {
      kernel.forward(ensemble, member: .alone)
      kernel.residual(ensemble, losses: &losses)
      kernel.backward(ensemble, member: .alone)
    }
    for (a, b) in zip(clean.contents, mixed.contents) {
      for start in stride(from: 0, to: a.values.count, by: 8) {
        for lane in 1..<8 { #expect(a.values[start + lane] == b.values[start + (lane + 3) % 8]) }
      }
    }
  }

  /// The vectors' elementary functions against double precision, over what activations meet and beyond.
  @Test(arguments: fastKernels.map(\.name), ActivationName.allCases)
  func activationsAreAccurate(name: String, activation: ActivationName) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    let points: [Float] = (-4000...4000).map { Float($0) / 400 } + [1e-6, -1e-6, 30, -30, 90, -90]
    let count = points.count
    let memory = UnsafeMutablePointer<SIMD8<Float>>.allocate(capacity: 2 * count)
    defer { memory.deallocate() }
    let (values, slopes) = (Entries(memory, count: count), Entries(memory + count, count: count))
    for i in 0..<count {
      values[i] = SIMD8(repeating: points[i])
      values[i][5] = .nan
    }
    kernel.evaluate(activation, values, slopes: slopes, count: count)
    let exact = points.map(Double.init)
    let exactValues = activation.values(exact)
    let exactSlopes = activation.slopes(exact, values: exactValues)
    for i in 0..<count {
      #expect(values[i][5].isNaN, "\(points[i])")
      let value = Double(values[i][0])
      #expect(abs(value - exactValues[i]) <= 5e-7 * max(1, abs(exact[i])), "σ(\(points[i])) = \(value)")
      guard !activation.slopeFollowsFromValue else { continue }
      #expect(
        abs(Double(slopes[i][0]) - exactSlopes[i]) <= 1e-6, "σ′(\(points[i])) = \(slopes[i][0])")
    }
  }
}

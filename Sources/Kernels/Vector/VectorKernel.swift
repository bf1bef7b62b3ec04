import KernelInterface

/// The kernel of the processor class that this module was compiled for; eight lanes a vector.
package struct VectorKernel: Kernel {
  package init() {}

  package var name: String {
    #if FUSED
      "avx2"
    #else
      "baseline"
    #endif
  }

  package var numerics: NumericsClass {
    #if FUSED || arch(arm64)
      .fused
    #else
      .separate
    #endif
  }

  package func drawNormals(
    _ entries: Ensemble.Lanes, count: Int, layer: Int, unit: Int, stream: RandomStream,
    seeds: UnsafePointer<SIMD8<UInt64>>
  ) {
    drawUnit(
      entries, count: count, scale: Vector(repeating: 1), unit: UInt32(truncatingIfNeeded: unit),
      layer: UInt32(truncatingIfNeeded: layer), stream: stream.rawValue, key: seeds.pointee)
  }

  package func drawWeights(_ ensemble: Ensemble, law: UnsafePointer<WeightLaw>) {
    let (m, d) = (ensemble.shape.width, ensemble.shape.dimension)
    let key = law.pointee.seeds
    let sigmaU = law.pointee.sigmaU
    let sigmaV = law.pointee.sigmaV
    for layer in 0..<ensemble.shape.depth {
      for unit in 0..<m {
        let mirrored = law.pointee.antithetic && unit & 1 == 1
        let drawn = UInt32(truncatingIfNeeded: law.pointee.antithetic ? unit / 2 : unit)
        let row = UInt32(truncatingIfNeeded: layer)
        drawUnit(
          ensemble.initialInputWeights(layer) + unit &* d, count: d, scale: sigmaU, unit: drawn, layer: row,
          stream: RandomStream.inputWeights.rawValue, key: key)
        drawUnit(
          ensemble.initialOutputWeights(layer) + unit &* d, count: d, scale: mirrored ? -sigmaV : sigmaV,
          unit: drawn,
          layer: row, stream: RandomStream.outputWeights.rawValue, key: key)
      }
    }
    ensemble.resetWeights()
  }

  package func forward(_ ensemble: Ensemble) {
    let branch = ensemble.branch.pointee
    for layer in 0..<ensemble.shape.depth { ResidualBlock(ensemble, layer: layer).forward(branch: branch) }
  }

  package func residual(_ ensemble: Ensemble, losses: UnsafeMutablePointer<SIMD8<Float>>) {
    let (d, n) = (ensemble.shape.dimension, ensemble.shape.samples)
    let output = ensemble.state(ensemble.shape.depth)
    let weight = Vector(repeating: 1 / (Float(n) * Float(d)))
    var total = SIMD8<Double>(repeating: 0)
    for sample in 0..<n {
      var sum = Vector(repeating: 0)
      for i in sample &* d..<(sample &+ 1) &* d {
        let difference = output[i] - ensemble.targets[i]
        sum = sum.adding(difference, times: difference)
        ensemble.adjoint[i] = difference * weight
      }
      total += sum.widened()
    }
    let entries = SIMD8<Double>(repeating: Double(n) * Double(d))
    losses.pointee = SIMD8<Float>(total / entries)
  }

  package func backward(_ ensemble: Ensemble) {
    let branch = ensemble.branch.pointee
    let inputStep = ensemble.inputStep.pointee
    let outputStep = ensemble.outputStep.pointee
    var layer = ensemble.shape.depth &- 1
    while layer >= 0 {
      ResidualBlock(ensemble, layer: layer).backward(
        adjoint: ensemble.adjoint, preactivationAdjoint: ensemble.preactivationAdjoint, branch: branch,
        inputStep: inputStep, outputStep: outputStep)
      layer &-= 1
    }
  }

  package func keepInitialPreactivations(_ ensemble: Ensemble) {
    let (m, d, n) = (ensemble.shape.width, ensemble.shape.dimension, ensemble.shape.samples)
    let inverseDimension = Vector(repeating: 1 / Float(d))
    for layer in 0..<ensemble.shape.depth {
      let block = ResidualBlock(ensemble, layer: layer)
      let kept = ensemble.initialPreactivation(layer)
      var ahead = Prefetch(block.next, entries: block.stride, tiles: tileCount(n, m))
      let h = Operand(block.state, row: d, depth: 1)
      contract(h, rows: n, Operand(block.inputWeights, row: d, depth: 1), columns: m, depth: d, ahead: &ahead)
      { i, j, sum in
        kept[i &* m &+ j] = sum * inverseDimension
      }
    }
  }

  package func measure(_ ensemble: Ensemble, sums: UnsafeMutablePointer<DriftSums>) {
    let count = ensemble.shape.samples &* ensemble.shape.dimension
    sums.pointee = DriftSums()
    let branch = ensemble.branch.pointee
    let first = BlockDrift(ensemble, layer: 0)
    for i in 0..<2 &* count { first.drift[i] = Vector(repeating: 0) }
    for layer in 0..<ensemble.shape.depth { BlockDrift(ensemble, layer: layer).add(to: sums, branch: branch) }
    for i in 0..<count {
      let change = first.drift[i].widened()
      let nonlinear = first.nonlinearDrift[i].widened()
      sums.pointee.driftChange += change * change
      sums.pointee.driftNonlinearity += nonlinear * nonlinear
    }
  }
}

import Model

/// The law from which the initial weights of the eight lanes are drawn.
package struct WeightLaw: Sendable {
  package var seeds: SIMD8<UInt64>
  package var sigmaU: SIMD8<Float>
  package var sigmaV: SIMD8<Float>
  /// Units `2i` and `2i+1` share `u` and have opposite `v`.
  package var antithetic: Bool
  /// So many consecutive blocks have the units of one block of the network that is drawn.
  package var split: Int

  package init(
    seeds: SIMD8<UInt64>, sigmaU: SIMD8<Float>, sigmaV: SIMD8<Float>, antithetic: Bool, split: Int = 1
  ) {
    self.seeds = seeds
    self.sigmaU = sigmaU
    self.sigmaV = sigmaV
    self.antithetic = antithetic
    self.split = split
  }

  /// The layer and the first unit or head from which a block of `width` of them is drawn.
  package func origin(layer: Int, width: Int) -> (layer: Int, unit: Int) {
    (layer / split, layer % split * width)
  }

  /// Where a row of a block's weights is drawn from.
  package struct Source {
    package let stream: RandomStream
    package let layer, unit: Int
    /// −1 where an antithetic unit mirrors its partner.
    package let sign: Float
  }

  /// - Parameter row: of the block's weights that read or write.
  package func source(_ side: BlockArray.Side, row: Int, of branch: Branch, layer: Int) -> Source {
    let origin = origin(layer: layer, width: branch.width)
    let isReading = side == .reading
    guard case .heads(let d) = branch.kind else {
      return source(isReading ? .inputWeights : .outputWeights, origin, side, row, 1, 0)
    }
    let rows = branch.width * d
    let stream = isReading ? [.queries, .keys, .headValues][row / rows] : RandomStream.headOutputs
    return source(stream, origin, side, row % rows / d, d, row % d)
  }

  private func source(
    _ stream: RandomStream, _ origin: (layer: Int, unit: Int), _ side: BlockArray.Side, _ index: Int,
    _ rows: Int,
    _ row: Int
  ) -> Source {
    let number = origin.unit + index
    let isMirrored = antithetic && side == .writing && number % 2 == 1
    return Source(
      stream: stream, layer: origin.layer, unit: (antithetic ? number / 2 : number) * rows + row,
      sign: isMirrored ? -1 : 1)
  }

  /// The deviations of the weights that read or write.
  package func sigma(_ side: BlockArray.Side) -> SIMD8<Float> { side == .reading ? sigmaU : sigmaV }
}

/// Where a block of random numbers is used; the last word of the generator's counter.
package enum RandomStream: UInt32, Sendable {
  case samples = 0
  case targets = 1
  case inputWeights = 2
  case outputWeights = 3
  // 4 draws batches.
  case queries = 5
  case keys = 6
  case headValues = 7
  case headOutputs = 8
  /// `W_E`
  case inputEmbedding = 9
  /// `W_U`
  case readout = 10
}

import Model

/// An array that every slice of every block has, for those who take networks out of their lanes.
package struct BlockArray: Sendable {
  /// What its rows, or columns, belong to.
  package enum Side: Sendable {
    /// Weights that read, and pre-activations.
    case reading
    /// Weights that write, and values.
    case writing

    package func count(_ slice: Ensemble.SliceShape) -> Int {
      self == .reading ? slice.inputs : slice.outputs
    }

    package func count(_ branch: Branch) -> Int {
      branch.width * (self == .reading ? branch.inputs : branch.outputs)
    }

    /// Those of one unit or head.
    package func rows(of branch: Branch, unit: Int) -> [Int] {
      self == .reading ? branch.readingRows(ofUnit: unit) : branch.writingRows(ofUnit: unit)
    }
  }

  package let side: Side
  package let entries: @Sendable (Ensemble, _ block: Int, _ slice: Int) -> Entries

  private init(_ side: Side, _ entries: @escaping @Sendable (Ensemble, Int, Int) -> Entries) {
    self.side = side
    self.entries = entries
  }

  // Weights, (c·inputs, D) and (c·outputs, D).
  package static let inputWeights = BlockArray(.reading) { $0.inputWeights($1, slice: $2) }
  package static let outputWeights = BlockArray(.writing) { $0.outputWeights($1, slice: $2) }
  package static let initialInputWeights = BlockArray(.reading) { $0.initialInputWeights($1, slice: $2) }
  package static let initialOutputWeights = BlockArray(.writing) { $0.initialOutputWeights($1, slice: $2) }

  package static func inputMoments(_ number: Int) -> BlockArray {
    BlockArray(.reading) { $0.inputMoments($1, slice: $2, number: number) }
  }
  package static func outputMoments(_ number: Int) -> BlockArray {
    BlockArray(.writing) { $0.outputMoments($1, slice: $2, number: number) }
  }

  // What belongs to rows of tokens, (R, c·inputs) and (R, c·outputs).
  package static let values = BlockArray(.writing) { $0.values($1, slice: $2) }
  package static let slopes = BlockArray(.writing) { $0.slopes($1, slice: $2) }
  package static let preactivations = BlockArray(.reading) { $0.preactivations($1, slice: $2) }
  package static let initialPreactivations = BlockArray(.reading) { $0.initialPreactivation($1, slice: $2) }
}

extension Ensemble {
  /// Rows of the weights of a whole block.
  package func count(_ side: BlockArray.Side, ofBlock block: Int) -> Int {
    side.count(branches[branch(ofBlock: block)])
  }

  /// The D entries of a row of weights.
  package func weights(_ array: BlockArray, _ block: Int, _ place: RowPlace) -> Entries {
    array.entries(self, block, place.slice).from(place.column * shape.dimension)
  }

  /// Weights of one lane's network, (rows, D), from the array of a block.
  package func weights(_ array: BlockArray, _ block: Int, lane: Int) -> [Float] {
    (0..<count(array.side, ofBlock: block)).flatMap { row in
      let place = place(row: row, block: block, lane: lane)
      let entries = weights(array, block, place)
      return (0..<shape.dimension).map { entries[$0][place.lane] }
    }
  }

  package func put(weights: [Float], into array: BlockArray, _ block: Int, lane: Int) {
    let d = shape.dimension
    for row in 0..<count(array.side, ofBlock: block) {
      let place = place(row: row, block: block, lane: lane)
      let entries = self.weights(array, block, place)
      for i in 0..<d { entries[i][place.lane] = weights[row * d + i] }
    }
  }

  /// Pre-activations or values of one lane's network, (R, columns), from the array of a block.
  package func units(_ array: BlockArray, _ block: Int, lane: Int) -> [Float] {
    let columns = count(array.side, ofBlock: block)
    return (0..<rows * columns).map { i in
      let place = place(row: i % columns, block: block, lane: lane)
      return array.entries(self, block, place.slice)[index(array, block, row: i / columns, place)][place.lane]
    }
  }

  package func put(units: [Float], into array: BlockArray, _ block: Int, lane: Int) {
    let columns = count(array.side, ofBlock: block)
    for (i, value) in units.enumerated() {
      let place = place(row: i % columns, block: block, lane: lane)
      array.entries(self, block, place.slice)[index(array, block, row: i / columns, place)][place.lane] =
        value
    }
  }

  private func index(_ array: BlockArray, _ block: Int, row: Int, _ place: RowPlace) -> Int {
    row * array.side.count(slice(place.slice, ofBlock: block)) + place.column
  }

  // An array over (R, D) of one network; with lanes of units every lane has it.

  package func state(_ entries: Entries, lane: Int) -> [Float] {
    (0..<rows * shape.dimension).map { entries[$0][lane] }
  }

  package func put(state: [Float], into entries: Entries, lane: Int) {
    for (i, value) in state.enumerated() {
      if lanes == .units { entries[i] = SIMD8(repeating: value) } else { entries[i][lane] = value }
    }
  }
}

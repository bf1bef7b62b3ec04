import EngineInterface

/// Some samples that a pass takes together.
struct Piece {
  /// Rows of tokens, and the first of them among those of all samples.
  let first, rows: Int
  let samples: Range<Int>
}

/// The pieces that a pass takes its samples in, so that what lies between a block's contractions stays in the cache, and
/// so do the columns that gradients are summed over. The order of every sum is that of the samples, whatever the
/// pieces.
struct Pieces: Sequence {
  private let samples: Range<Int>
  private let tokens, samplesPerPiece: Int

  /// Rows of a piece, at least one sample; measured on AVX2 with 1 MB of second-level cache. 32 and 64 rows of heads cost
  /// 3 and 7 % more.
  private static let (unitRows, headRows) = (64, 16)

  @inline(__always)
  init(_ ensemble: Ensemble, _ samples: Range<Int>, hasHeads: Bool) {
    self.samples = samples
    tokens = ensemble.shape.tokens
    samplesPerPiece = Swift.max(1, (hasHeads ? Self.headRows : Self.unitRows) / tokens)
  }

  @inline(__always)
  var isOne: Bool { samples.count <= samplesPerPiece }

  struct Iterator: IteratorProtocol {
    fileprivate let pieces: Pieces
    private var sample: Int

    @inline(__always)
    fileprivate init(_ pieces: Pieces) {
      self.pieces = pieces
      sample = pieces.samples.lowerBound
    }

    @inline(__always)
    mutating func next() -> Piece? {
      if sample >= pieces.samples.upperBound { return nil }
      let end = Swift.min(sample &+ pieces.samplesPerPiece, pieces.samples.upperBound)
      defer { sample = end }
      return Piece(
        first: sample &* pieces.tokens, rows: (end &- sample) &* pieces.tokens, samples: sample..<end)
    }
  }

  @inline(__always)
  func makeIterator() -> Iterator { Iterator(self) }
}

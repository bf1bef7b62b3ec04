import EngineInterface
import Model

/// Training samples X, shape (rows, d_in), and their targets Y, shape (rows, d_out), row-major. Rows are the T tokens of N
/// samples, token t of sample n in row n·T + t.
package struct Dataset: Hashable, Sendable {
  package let samples: Int
  package let tokens: Int
  /// `d_in` and `d_out`
  package let inputs, outputs: Int
  package let x: [Float]
  package let y: [Float]

  package init(x: [Float], y: [Float], samples: Int, tokens: Int = 1, inputs: Int, outputs: Int) {
    precondition(
      x.count == samples * tokens * inputs && y.count == samples * tokens * outputs,
      "X and Y have a row for every token")
    (self.samples, self.tokens, self.inputs, self.outputs) = (samples, tokens, inputs, outputs)
    self.x = x
    self.y = y
  }

  /// Samples and targets of the same dimension.
  package init(x: [Float], y: [Float], samples: Int, dimension: Int) {
    self.init(x: x, y: y, samples: samples, inputs: dimension, outputs: dimension)
  }

  /// Independent standard normal entries. More samples or coordinates extend the smaller dataset of a seed.
  package init(gaussianSeed seed: Int, samples: Int, dimension: Int) {
    func draw(_ stream: RandomStream) -> [Float] {
      Self.draw(stream, seed: seed, layer: 0, rows: 0..<samples, dimension: dimension).flatMap(\.self)
    }
    self.init(x: draw(.samples), y: draw(.targets), samples: samples, dimension: dimension)
  }

  /// Standard normal rows of a stream.
  static func draw(
    _ stream: RandomStream, seed: Int, layer: Int, rows: Range<Int>, dimension: Int
  ) -> [[Float]] {
    // The same bits on every kernel but the naive one: sampling is never fused.
    let kernel = KernelChoice.sampling
    return withUnsafeTemporaryAllocation(of: SIMD8<Float>.self, capacity: dimension) { row in
      guard let base = row.baseAddress else { return [] }
      let entries = Entries(base, count: dimension)
      let seeds = SIMD8(repeating: UInt64(truncatingIfNeeded: seed))
      return rows.map { sample in
        withUnsafePointer(to: seeds) {
          kernel.drawNormals(
            entries, count: dimension, layer: layer, unit: sample, stream: stream, seeds: $0)
        }
        return row.map { $0[0] }
      }
    }
  }

  /// The first samples of it; all where it has no more. Drawn data of fewer samples are those as well.
  package func first(_ count: Int) -> Dataset {
    count < samples ? self[0..<count] : self
  }

  /// Some of the samples.
  package subscript(range: Range<Int>) -> Dataset {
    func taken(_ values: [Float], _ columns: Int) -> [Float] {
      Array(values[range.lowerBound * tokens * columns..<range.upperBound * tokens * columns])
    }
    return Dataset(
      x: taken(x, inputs), y: taken(y, outputs), samples: range.count, tokens: tokens, inputs: inputs,
      outputs: outputs)
  }

  /// Some of the samples, in this order.
  package subscript(chosen: [Int]) -> Dataset {
    func taken(_ values: [Float], _ columns: Int) -> [Float] {
      let size = tokens * columns
      return chosen.flatMap { values[$0 * size..<($0 + 1) * size] }
    }
    return Dataset(
      x: taken(x, inputs), y: taken(y, outputs), samples: chosen.count, tokens: tokens, inputs: inputs,
      outputs: outputs)
  }

  /// Other samples with these targets, (rows, any d_in).
  func replacing(samples x: [Float]) -> Dataset {
    Dataset(
      x: x, y: y, samples: samples, tokens: tokens, inputs: x.count / (samples * tokens), outputs: outputs)
  }

  /// `N·T`
  package var rows: Int { samples * tokens }

  /// Root mean square of the entries of X.
  package var rmsX: Double { rms(x) }
}

extension Dataset {
  /// `‖X − Y‖²/(ND)`, the squared error of the identity map; both have the same shape.
  package var identityLoss: Float { loss(.squared, of: x) }

  /// The mean loss of outputs, (rows, d_out).
  func loss(_ name: LossName, of output: [Float]) -> Float {
    guard name.isOfLabels else {
      let sum = zip(output, y).reduce(0.0) {
        $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
      }
      return Float(sum / Double(output.count))
    }
    return rowwiseLoss(name, of: output)
  }

  /// The same, row by row as the kernels have it.
  func rowwiseLoss(_ name: LossName, of output: [Float]) -> Float {
    var residual = [Float](repeating: 0, count: outputs)
    var sum = 0.0
    output.withUnsafeBufferPointer { output in
      y.withUnsafeBufferPointer { targets in
        residual.withUnsafeMutableBufferPointer { residual in
          guard let output = output.baseAddress, let target = targets.baseAddress,
            let residual = residual.baseAddress
          else { return }
          for row in stride(from: 0, to: rows * outputs, by: outputs) {
            sum += Double(
              name.with(
                RowLoss(output: output + row, target: target + row, count: outputs, residual: residual)))
          }
        }
      }
    }
    return Float(sum / Double(rows * name.terms(outputs: outputs)))
  }

  /// The share of rows whose largest output is their target's; of several that are equal the first counts.
  package func accuracy(of output: [Float]) -> Float {
    var hits = 0
    for row in 0..<rows {
      let range = row * outputs..<(row + 1) * outputs
      if Self.greatest(output[range]) == Self.greatest(y[range]) { hits += 1 }
    }
    return Float(Double(hits) / Double(rows))
  }

  /// Where the greatest entry stands, the first of equal ones.
  static func greatest(_ values: ArraySlice<Float>) -> Int {
    var place = values.startIndex
    for i in values.indices where values[i] > values[place] { place = i }
    return place - values.startIndex
  }
}

/// The loss of one row.
private struct RowLoss: LossUse {
  let output, target: UnsafePointer<Float>
  let count: Int
  let residual: UnsafeMutablePointer<Float>

  func with<L: Loss>(_ loss: L.Type) -> Float {
    L.sample(output, target: target, count: count, residual: residual)
  }
}

/// Root mean square, accumulated in double precision.
func rms(_ values: some Collection<Float>) -> Double {
  (values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
}

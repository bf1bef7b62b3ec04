import EngineInterface
import Model

extension Dataset {
  /// What is drawn for a problem, the held-out samples behind those to train on; `nil` where its data are the user's own.
  ///
  /// Under a loss of labels a target is the label of the greatest coordinate of what is drawn for it.
  package init?(drawnFor problem: Problem) {
    guard case .gaussian(let seed) = problem.data else { return nil }
    let draw = DataDraw(
      seed: seed, samples: problem.shape.samples + problem.test, tokens: problem.shape.tokens,
      inputs: problem.inputs, outputs: problem.outputs)
    let (x, y) =
      switch problem.task {
      case .gaussian: (draw.rows(.samples), draw.rows(.targets))
      case .teacher: draw.taught
      case .classes: draw.clusters
      case .copy: draw.copies
      case .inContext: draw.regressions
      }
    let targets =
      problem.loss.isOfLabels ? y.map { Self.oneHot($0.isEmpty ? 0 : Self.greatest($0[...]), $0.count) } : y
    self.init(
      x: x.flatMap(\.self), y: targets.flatMap(\.self), samples: draw.samples, tokens: draw.tokens,
      inputs: draw.inputs, outputs: draw.outputs)
  }

  /// 1 at the label's place, else 0.
  package static func oneHot(_ label: Int, _ count: Int) -> [Float] {
    (0..<count).map { $0 == label ? 1 : 0 }
  }
}

/// Drawn rows. More samples extend what fewer have, more coordinates as well but for the teacher's.
struct DataDraw {
  let seed, samples, tokens, inputs, outputs: Int

  /// Standard normal, of samples or of targets; token t of sample n in row n·T + t.
  func rows(_ stream: RandomStream) -> [[Float]] {
    rows(stream, columns: stream == .samples ? inputs : outputs)
  }

  func rows(_ stream: RandomStream, columns: Int) -> [[Float]] {
    let byToken = (0..<tokens).map { token in
      // The low half of the layer's word is for other draws of the stream.
      Dataset.draw(stream, seed: seed, layer: token << 16, rows: 0..<samples, dimension: columns)
    }
    return (0..<samples).flatMap { sample in byToken.map { $0[sample] } }
  }

  /// With what a random network makes of every row.
  var taught: (x: [[Float]], y: [[Float]]) {
    let teacher = Teacher(seed: seed, inputs: inputs, outputs: outputs)
    let x = rows(.samples)
    return (x, x.map(teacher.targets))
  }

  /// `(μ_c + z)/√2` with standard normal `μ_c` and `z`; sample n is of class n mod d_out, whose label all its tokens have.
  var clusters: (x: [[Float]], y: [[Float]]) {
    let centres = Dataset.draw(.samples, seed: seed, layer: 2, rows: 0..<outputs, dimension: inputs)
    let x = rows(.samples).enumerated().map { row, noise in
      let centre = centres[row / tokens % outputs]
      return zip(centre, noise).map { ($0 + $1) * Float(0.5).squareRoot() }
    }
    return (x, x.indices.map { Dataset.oneHot($0 / tokens % outputs, outputs) })
  }
}

import Model

/// Tasks that only a token's company can solve: those of sequences.
extension DataDraw {
  /// Where the other half of a token's layer word is the token, these draw what they need beside the samples.
  private static let positionLayer = 3

  /// Tokens `(z_t + p_t)/√2`, with contents `z_t` and positions `p_t` that all samples share, standard normal; a token's
  /// target is the content of the one before it, the first one's its own.
  var copies: (x: [[Float]], y: [[Float]]) {
    let contents = rows(.samples, columns: max(inputs, outputs))
    let positions = Dataset.draw(
      .samples, seed: seed, layer: Self.positionLayer, rows: 0..<tokens, dimension: inputs)
    let x = contents.enumerated().map { row, content in
      zip(content, positions[row % tokens]).map { ($0 + $1) * Float(0.5).squareRoot() }
    }
    let y = contents.indices.map { row in
      Array(contents[row % tokens == 0 ? row : row - 1].prefix(outputs))
    }
    return (x, y)
  }

  /// Linear regression in context: tokens `(u_t, w·u_t/√(d_in − 1))` of a standard normal `w` that every sample has for itself,
  /// of which the last one's answer is blank, 0; targets are the last d_out coordinates of the tokens without the
  /// blank, behind zeros where d_out is larger.
  var regressions: (x: [[Float]], y: [[Float]]) {
    let maps = Dataset.draw(.targets, seed: seed, layer: 0, rows: 0..<samples, dimension: inputs - 1)
    var (x, y): ([[Float]], [[Float]]) = ([], [])
    for (row, drawn) in rows(.samples).enumerated() {
      let question = drawn.prefix(inputs - 1)
      let product = zip(question, maps[row / tokens]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let answer = Float(product / Double(max(1, inputs - 1)).squareRoot())
      x.append(question + [row % tokens == tokens - 1 ? 0 : answer])
      let target = (question + [answer]).suffix(outputs)
      y.append([Float](repeating: 0, count: outputs - target.count) + target)
    }
    return (x, y)
  }
}

import Model

extension Problem.Field {
  /// Values that the problem does not have: of numbers one, of choices all.
  package func otherValues(than problem: Problem) -> [Value] {
    switch (kind, value(problem)) {
    case (.choice(let names), let own): names.map { .choice($0) }.filter { $0 != own }
    case (_, .number(let number)):
      [number == 0 ? 1 : 2 * number, number / 2].map(Value.number).filter(allows).prefix(1).map(\.self)
    case (_, .data(.gaussian(let seed))):
      [
        .data(.gaussian(seed: seed + 1)), .data(.files(x: "", y: "", digest: 7)),
      ]
    case (_, let own): [own]
    }
  }
}

extension Problem {
  /// Small, and nowhere at its default where another value is as quick.
  package static let small = Problem(
    shape: Shape(depth: 4, width: 3, dimension: 5, samples: 2),
    scaling: Scaling(alpha: 0.7, sigmaU: 2, sigmaV: 3, eta: 0.5), steps: 6, data: .gaussian(seed: 3),
    firstSeed: 2, seedCount: 3)

  /// Problems that differ from this one in the field alone.
  package func variants(_ field: Field) -> [Problem] {
    field.otherValues(than: self).map { value in
      var other = self
      field.set(value, &other)
      return other
    }
  }
}

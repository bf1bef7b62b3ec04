import Model

/// Shapes with ones, primes, odd sizes and the sizes of full tiles, then reproducible random ones.
package let testShapes: [Shape] = {
  let chosen = [
    (1, 1, 1, 1), (3, 1, 1, 2), (2, 16, 10, 10), (1, 2, 6, 12), (5, 7, 3, 11), (2, 13, 17, 5), (4, 5, 33, 1),
    (3, 8, 2, 19), (2, 96, 3, 4), (3, 130, 7, 5), (2, 257, 2, 3), (2, 300, 11, 10),
  ]
  var generator = SplitMix(state: 7)
  let random = (0..<12).map { _ in
    (
      Int.random(in: 1...6, using: &generator), Int.random(in: 1...20, using: &generator),
      Int.random(in: 1...20, using: &generator), Int.random(in: 1...20, using: &generator)
    )
  }
  return (chosen + random).map { Shape(depth: $0.0, width: $0.1, dimension: $0.2, samples: $0.3) }
}()

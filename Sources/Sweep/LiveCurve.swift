/// The losses of a cell in training, as far as its trainer has told them. Curves are thinned, so that it may tell as many as
/// it likes.
package struct LiveCurve: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    package var step: Int
    package var loss: Double

    package init(step: Int, loss: Double) {
      self.step = step
      self.loss = loss
    }
  }

  package struct Seed: Hashable, Sendable {
    /// Points that are kept at most.
    package static let mostPoints = 256

    package let seed: Int
    /// What was told last.
    package private(set) var last: Point
    private var kept: [Point] = []
    /// Of so many points one is kept.
    private var stride = 1
    private var count = 0

    fileprivate init(_ seed: Int, _ first: Point) {
      self.seed = seed
      last = first
      add(first)
    }

    fileprivate mutating func add(_ point: Point) {
      last = point
      // A step back is no further point of the curve.
      guard point.step > kept.last?.step ?? -1 else { return }
      defer { count += 1 }
      guard count % stride == 0 else { return }
      kept.append(point)
      guard kept.count == Self.mostPoints else { return }
      kept = Swift.stride(from: 0, to: kept.count, by: 2).map { kept[$0] }
      stride *= 2
    }

    /// By growing steps, up to the last.
    package var points: [Point] {
      last.step > kept.last?.step ?? -1 ? kept + [last] : kept
    }
  }

  /// In the order in which they were first heard of.
  package private(set) var seeds: [Seed] = []
  /// The index of the seed that was heard of last.
  private var latestIndex = 0

  package init() {}

  /// The seed that was heard of last.
  package var latest: Seed? { seeds.indices.contains(latestIndex) ? seeds[latestIndex] : nil }

  package mutating func add(_ point: Point, of seed: Int) {
    if latest?.seed != seed {
      latestIndex = seeds.firstIndex { $0.seed == seed } ?? seeds.count
    }
    if latestIndex < seeds.count {
      seeds[latestIndex].add(point)
    } else {
      seeds.append(Seed(seed, point))
    }
  }
}

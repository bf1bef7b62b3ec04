/// Places that were left, in order, to go back to and forward again.
package struct Trail<Place: Hashable & Sendable>: Hashable, Sendable {
  private static var most: Int { 200 }

  private var past: [Place] = []
  private var future: [Place] = []

  init() {}

  /// Another place than where one could go forward to is shown now.
  mutating func leave(_ place: Place) {
    past = past.suffix(Self.most - 1) + [place]
    future = []
  }

  /// The place before this one.
  mutating func back(from place: Place) -> Place? {
    guard let target = past.popLast() else { return nil }
    future.append(place)
    return target
  }

  /// The place that one went back from.
  mutating func forward(from place: Place) -> Place? {
    guard let target = future.popLast() else { return nil }
    past.append(place)
    return target
  }
}

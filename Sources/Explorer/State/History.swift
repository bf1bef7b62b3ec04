/// What was left, in order, to go back to and forward again.
package struct History<Entry: Hashable & Sendable>: Hashable, Sendable {
  private static var most: Int { 200 }

  private var past: [Entry] = []
  private var future: [Entry] = []

  init() {}

  /// Something else than what one could go forward to is shown now.
  mutating func leave(_ entry: Entry) {
    past = past.suffix(Self.most - 1) + [entry]
    future = []
  }

  /// The entry before this one.
  mutating func back(from entry: Entry) -> Entry? {
    guard let target = past.popLast() else { return nil }
    future.append(entry)
    return target
  }

  /// The entry that one went back from.
  mutating func forward(from entry: Entry) -> Entry? {
    guard let target = future.popLast() else { return nil }
    past.append(entry)
    return target
  }
}

/// How far something is, as one line of plain characters that fits: the bar becomes shorter first, then what is worth
/// least goes, as a whole.
package struct ProgressLine: Hashable, Sendable {
  package struct Part: Hashable, Sendable {
    package var text: String
    /// The least goes first.
    package var worth: Int

    package init(_ text: String, worth: Int) {
      self.text = text
      self.worth = worth
    }
  }

  package var done: Int
  package var wanted: Int
  /// In the order in which they are said.
  package var parts: [Part]

  package init(done: Int, wanted: Int, parts: [Part]) {
    self.done = done
    self.wanted = wanted
    self.parts = parts
  }

  private static let bar = 8...30
  private static let gap = "  "

  /// Without the bar.
  package var plain: String { parts.map(\.text).joined(separator: Self.gap) }

  /// At most so many columns. The bar is worth more than everything but the part that is worth most and the next.
  package func text(width: Int) -> String {
    var line = self
    while line.parts.count > 2, line.plain.count + Self.bar.lowerBound + 3 > width { line.dropLeast() }
    let room = width - line.plain.count - 3
    if room >= Self.bar.lowerBound {
      let length = min(room, Self.bar.upperBound)
      let filled = wanted > 0 ? min(length, max(0, done * length / wanted)) : 0
      let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: length - filled)
      return "[\(bar)] \(line.plain)"
    }
    while line.parts.count > 1, line.plain.count > width { line.dropLeast() }
    return String(line.plain.prefix(max(0, width)))
  }

  private mutating func dropLeast() {
    guard let least = parts.indices.min(by: { parts[$0].worth < parts[$1].worth }) else { return }
    parts.remove(at: least)
  }
}

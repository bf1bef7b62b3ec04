/// How well the place of a boundary is known, in decades of the axes: `1/32` or `0.05`.
package struct BoundaryWidth: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let decades: Double

  package static let allowed = 1.0 / 512...1
  package static let coarsest = BoundaryWidth(1)

  private init(_ decades: Double) { self.decades = decades }

  /// `nil` where it is not a width from 1/512 to 1.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
    let decades: Double? =
      switch (parts.count, parts.first ?? nil, parts.last ?? nil) {
      case (1, let value?, _): value
      case (2, let value?, let divisor?): value / divisor
      default: nil
      }
    guard let decades, Self.allowed.contains(decades) else { return nil }
    self.decades = decades
  }

  /// Half of it, if that still is a width.
  package var finer: BoundaryWidth? {
    Self.allowed.contains(decades / 2) ? BoundaryWidth(decades / 2) : nil
  }

  /// All widths from the coarsest on, each half of the one before.
  package static var ladder: [BoundaryWidth] { Array(sequence(first: coarsest, next: \.finer)) }

  package var description: String {
    let parts = 1 / decades
    guard parts.rounded() == parts, 1 / parts == decades else { return decades.shortest }
    return parts == 1 ? "1" : "1/\(parts.shortest)"
  }

  package static func < (a: BoundaryWidth, b: BoundaryWidth) -> Bool { a.decades < b.decades }
}

import Phases

/// Boundaries that are being placed, round by round.
package struct BoundaryPlacement: Hashable, Sendable {
  package let width: BoundaryWidth
  /// Cells that it will take, as it was said before.
  let expected: Int
  /// Where; `nil`: everywhere.
  let area: Region?
  package private(set) var asked = 0
  /// Cells of the round that are not measured yet.
  package private(set) var outstanding: Set<Cell> = []

  var done: Int { asked - outstanding.count }

  init(width: BoundaryWidth, expected: Int, in area: Region? = nil) {
    self.width = width
    self.expected = expected
    self.area = area
  }

  mutating func begin(_ round: [Cell]) {
    asked += round.count
    outstanding = Set(round)
  }

  /// `true` with the last cell of the round.
  mutating func end(_ cell: Cell) -> Bool { outstanding.remove(cell) != nil && outstanding.isEmpty }
}

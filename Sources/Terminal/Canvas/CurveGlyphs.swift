/// What curves are drawn with.
package enum CurveGlyphs: String, CaseIterable, Sendable {
  /// A character of its own for each curve; the same on every terminal.
  case ascii
  /// Half blocks, 1 × 2 a character, told apart by colour; bands are shaded.
  case blocks
  /// Dots at 2 × 4 a character, told apart by colour.
  case braille

  /// Dots of a character, across and down.
  var dots: Size {
    switch self {
    case .ascii: Size(width: 1, height: 1)
    case .blocks: Size(width: 1, height: 2)
    case .braille: Size(width: 2, height: 4)
    }
  }
}

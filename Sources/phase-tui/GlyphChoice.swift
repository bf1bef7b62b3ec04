import ArgumentParser
import Terminal

extension ColorDepth: ExpressibleByArgument {}
extension CurveGlyphs: ExpressibleByArgument {}

/// A rung of the ladder of characters, for the screen and its curves.
enum GlyphChoice: String, CaseIterable, ExpressibleByArgument {
  case braille, unicode, blocks, ascii

  var set: GlyphSet {
    switch self {
    case .braille, .unicode: .unicode
    case .blocks: .blocks
    case .ascii: .ascii
    }
  }

  var curves: CurveGlyphs {
    switch self {
    case .braille: .braille
    case .blocks: .blocks
    case .unicode, .ascii: .ascii
    }
  }
}

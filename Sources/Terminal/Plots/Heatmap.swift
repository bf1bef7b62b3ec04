/// A grid of coloured cells at twice the resolution of the characters, in both directions.
///
/// The caller paints tiles into pixels (2 × 2 a character). A character whose pixels are one tile is a coloured
/// surface, with the tile's letter at its lower left cell, and so is one whose tiles agree, with a letter for those that
/// have none elsewhere. Where tiles of two colours meet it is a quadrant block, exact; where three or four meet it is a
/// half block. Without colours, or in ASCII without blocks, letters carry all, and a sign says where they differ.
package struct Heatmap: Sendable {
  /// Characters of the grid.
  package let size: Size
  /// Characters of one cell at the resolution of the cursor; a tile may cover several.
  package let cell: Size
  /// Every tile once; pixels point to them.
  private var tiles: [HeatmapTile] = []
  private var indices: [HeatmapTile: Int32] = [:]
  /// `2·width × 2·height`, row by row from the top: indices of tiles, −1 for none.
  private var pixels: [Int32]
  /// In characters of the grid.
  package var cursor: Rect?
  package var selection: Rect?
  /// Characters that a line runs through, and its role.
  package var lines: [Point: Role] = [:]
  /// Characters that somebody's own line runs through, with its sign there: it covers a letter only between two others
  /// that say the same.
  package var path: [Point: Character] = [:]

  package init(size: Size, cell: Size = Size(width: 1, height: 1)) {
    self.size = size
    self.cell = cell
    pixels = Array(repeating: -1, count: 4 * size.width * size.height)
  }

  /// Paints a block of pixels, clipped.
  package mutating func paint(_ tile: HeatmapTile, columns: Range<Int>, rows: Range<Int>) {
    let x = columns.clamped(to: 0..<2 * size.width)
    let y = rows.clamped(to: 0..<2 * size.height)
    guard !x.isEmpty, !y.isEmpty else { return }
    let index: Int32
    if let known = indices[tile] {
      index = known
    } else {
      index = Int32(tiles.count)
      tiles.append(tile)
      indices[tile] = index
    }
    for row in y {
      for pixel in row * 2 * size.width + x.lowerBound..<row * 2 * size.width + x.upperBound {
        pixels[pixel] = index
      }
    }
  }

  /// The tile of a pixel; coordinates beyond the edges mean the pixel at the edge.
  package func tile(x: Int, y: Int) -> HeatmapTile? {
    guard !pixels.isEmpty else { return nil }
    let index = pixels[
      min(max(y, 0), 2 * size.height - 1) * 2 * size.width + min(max(x, 0), 2 * size.width - 1)]
    return index < 0 ? nil : tiles[Int(index)]
  }

  /// Whether a character is shared by cells that do not look the same.
  package var hasSharedCharacters: Bool {
    (0..<size.width * size.height).contains { TileGlyphs.differ(tiles($0 % size.width, $0 / size.width)) }
  }

  /// Draws the grid with its upper left corner at (x, y).
  package func draw(on canvas: inout Canvas, x: Int, y: Int, look: Look) {
    let surfaces = surfaces
    let glyphs = TileGlyphs(look: look)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let surface = surfaces[row * size.width + column]
        let point = Point(x: column, y: row)
        let sign = path[point].flatMap { surface.isLettered && !isAmongAlike(point, surfaces) ? nil : $0 }
        let glyph =
          switch (sign == nil ? lines[point] : .path, surface.tile) {
          // A line goes behind letters, never over them.
          case (.some(let role), .some(let tile)) where surface.isLettered && sign == nil:
            glyphs.crossedLetter(tile, by: role)
          case (.some(let role), _): glyphs.crossed(tiles(column, row), by: role, sign: sign)
          case (nil, .some(let tile)): glyphs.whole(tile, hasLetter: surface.hasLetter)
          case (nil, nil): glyphs.mixed(tiles(column, row))
          }
        canvas.put(glyph.character ?? " ", x: x + column, y: y + row, style: glyph.style)
      }
    }
    if let selection { highlight(selection, role: .selection, on: &canvas, x: x, y: y, look: look) }
    if let cursor { draw(cursor: cursor, on: &canvas, x: x, y: y, look: look) }
  }

  /// What a character shows where it is of one colour.
  private struct Surface {
    var tile: HeatmapTile?
    var hasLetter: Bool

    /// Whether a measured cell has its letter here.
    var isLettered: Bool { hasLetter && tile?.isLettered == true }
  }

  private var surfaces: [Surface] {
    let wholes = wholes
    var surfaces = zip(wholes, lettered(wholes)).map { whole, hasLetter in
      Surface(tile: whole >= 0 ? tiles[Int(whole)] : nil, hasLetter: whole >= 0 && hasLetter)
    }
    // Cells that fill no character are told by one that they share with their like.
    var told = Set(zip(wholes, surfaces).compactMap { $1.hasLetter ? $0 : nil })
    for index in surfaces.indices where surfaces[index].tile == nil {
      let (a, b, c, d) = quad(index % size.width, index / size.width)
      guard let tile = HeatmapTile(alike: tiles(index % size.width, index / size.width)) else { continue }
      surfaces[index] = Surface(tile: tile, hasLetter: !told.isSuperset(of: [a, b, c, d]))
      told.formUnion([a, b, c, d])
    }
    return surfaces
  }

  /// Whether the letter here stands between two that say the same, left and right or above and below, with no sign on
  /// them.
  private func isAmongAlike(_ point: Point, _ surfaces: [Surface]) -> Bool {
    let own = surfaces[point.y * size.width + point.x].tile
    return [(1, 0), (0, 1)].contains { x, y in
      [-1, 1].allSatisfy { side in
        let other = Point(x: point.x + side * x, y: point.y + side * y)
        guard other.x >= 0, other.x < size.width, other.y >= 0, other.y < size.height,
          path[other] == nil, cursor?.contains(other) != true
        else { return false }
        let surface = surfaces[other.y * size.width + other.x]
        return surface.isLettered && surface.tile?.letter == own?.letter && surface.tile?.style == own?.style
      }
    }
  }

  /// For each character the one tile that covers it; −1 where there are several, or none.
  private var wholes: [Int32] {
    (0..<size.width * size.height).map { index in
      let quad = quad(index % size.width, index / size.width)
      return quad.0 == quad.1 && quad.0 == quad.2 && quad.0 == quad.3 ? quad.0 : -1
    }
  }

  /// The characters that carry their tile's letter: the middle of its lower left cell, which is the tile's own place.
  private func lettered(_ wholes: [Int32]) -> [Bool] {
    var result = Array(repeating: true, count: wholes.count)
    func keep(count: Int, length: Int, index: (Int, Int) -> Int, place: (Range<Int>) -> Int) {
      for line in 0..<count {
        var start = 0
        while start < length {
          let tile = wholes[index(line, start)]
          var end = start + 1
          while end < length, wholes[index(line, end)] == tile { end += 1 }
          let kept = place(start..<end)
          for other in start..<end where other != kept { result[index(line, other)] = false }
          start = end
        }
      }
    }
    keep(
      count: size.height, length: size.width, index: { $0 * size.width + $1 },
      place: { run in run.lowerBound + (min(cell.width, run.count) - 1) / 2 })
    keep(
      count: size.width, length: size.height, index: { $1 * size.width + $0 },
      place: { run in
        let height = min(cell.height, run.count)
        return run.upperBound - height + (height - 1) / 2
      })
    return result
  }

  /// Indices of the upper left, upper right, lower left and lower right tile of a character.
  private func quad(_ column: Int, _ row: Int) -> (Int32, Int32, Int32, Int32) {
    let start = 2 * row * 2 * size.width + 2 * column
    return (
      pixels[start], pixels[start + 1], pixels[start + 2 * size.width], pixels[start + 2 * size.width + 1]
    )
  }

  private func tiles(_ column: Int, _ row: Int) -> [HeatmapTile?] {
    let quad = quad(column, row)
    return [quad.0, quad.1, quad.2, quad.3].map { $0 < 0 ? nil : tiles[Int($0)] }
  }

  private func highlight(_ rect: Rect, role: Role, on canvas: inout Canvas, x: Int, y: Int, look: Look) {
    let visible = Rect(
      x: x + max(0, rect.x), y: y + max(0, rect.y), width: min(rect.maxX, size.width) - max(0, rect.x),
      height: min(rect.maxY, size.height) - max(0, rect.y))
    canvas.restyle(visible, with: look(role))
  }

  /// The cursor's cell stands out, in brackets where there is room for them inside the grid.
  private func draw(cursor: Rect, on canvas: inout Canvas, x: Int, y: Int, look: Look) {
    highlight(cursor, role: .cursor, on: &canvas, x: x, y: y, look: look)
    let inside = cursor.width >= 3 ? 0 : 1
    let row = cursor.y + (cursor.height - 1) / 2
    guard row >= 0, row < size.height else { return }
    let ends: [(Int, Character)] = [(cursor.x - inside, "["), (cursor.maxX - 1 + inside, "]")]
    for (column, bracket) in ends where column >= 0 && column < size.width {
      let under = canvas[x + column, y + row].style
      let ink = inside == 0 ? look(.cursor) : Style(modifiers: .bold)
      canvas.put(bracket, x: x + column, y: y + row, style: readable(under).overlaid(with: ink))
    }
  }

  /// A block's style has its two colours as text and surface; a bracket over it needs a contrast instead.
  private func readable(_ style: Style) -> Style {
    guard let ground = style.background.light else { return .plain }
    // At this luminance black and white stand out alike.
    return Style(
      foreground: .indexed(ground.luminance > 0.18 ? 0 : 15), background: style.background,
      modifiers: style.modifiers)
  }
}

/// A place on the screen; (0, 0) is the upper left corner.
package struct Point: Hashable, Sendable {
  package var x: Int
  package var y: Int

  package init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

/// Columns and rows of characters.
package struct Size: Hashable, Sendable {
  package var width: Int
  package var height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A block of characters. Never negative in size.
package struct Rect: Hashable, Sendable {
  package var x: Int
  package var y: Int
  package var width: Int
  package var height: Int

  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  package init(_ size: Size) { self.init(x: 0, y: 0, width: size.width, height: size.height) }

  package var size: Size { Size(width: width, height: height) }
  package var maxX: Int { x + width }
  package var maxY: Int { y + height }
  package var isEmpty: Bool { width == 0 || height == 0 }

  /// The rectangle without a margin on every side.
  package func inset(by margin: Int) -> Rect { inset(horizontally: margin, vertically: margin) }

  package func inset(horizontally dx: Int, vertically dy: Int) -> Rect {
    Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
  }

  /// One row of the rectangle, counted from its top; empty when it has no such row.
  package func row(_ index: Int) -> Rect {
    Rect(x: x, y: y + index, width: (0..<height).contains(index) ? width : 0, height: 1)
  }

  /// The rectangle without its first rows.
  package func below(_ rows: Int) -> Rect { Rect(x: x, y: y + rows, width: width, height: height - rows) }

  package func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
  }
}

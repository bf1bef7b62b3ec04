import Phases
import Terminal

/// Where everything goes on a screen of a certain size. Pure: the view draws by it, the update scrolls by it.
package struct Layout: Hashable, Sendable {
  package static let minimum = Size(width: 40, height: 14)
  private static let widePane = 43
  /// Where that much makes the grid finer: what does not fit beside goes into a line of its own.
  private static let narrowPane = 28
  private static let lowestPane = 14
  private static let lowestDetails = 9

  package let header: Rect
  package let progress: Rect
  /// The grid's border; its characters are inside.
  package let box: Rect
  package let columnLabels: Rect
  /// Characters left of the box for the row axis' values.
  package let gutter: Int
  /// The pane of the cell under the cursor, beside the grid or below it; one or two rows where there is no room.
  package private(set) var pane: Rect
  package private(set) var paneIsCompact: Bool
  /// Room below the grid for more measured values, or none.
  package private(set) var details: Rect
  package let hints: Rect
  /// Characters of a cell.
  package let cell: Size
  /// Cells that are visible, at most.
  package let window: Size
  /// 0: a cell a base cell; 1: a cell a half step; −1: two base steps; and so on.
  package let zoom: Int
  /// At which the whole grid is seen. An axis that needs no room keeps its values meanwhile.
  package let coarsestZoom: Int
  private let columnZoom: Int
  private let rowZoom: Int

  package var grid: Rect {
    Rect(x: box.x + 1, y: box.y + 1, width: window.width * cell.width, height: window.height * cell.height)
  }

  /// Lattice units of a visible cell along each axis.
  package var columnStep: Int { Self.step(zoom: columnZoom) }
  package var rowStep: Int { Self.step(zoom: rowZoom) }

  package static func step(zoom: Int) -> Int {
    zoom >= 0 ? Position.unitsPerStep >> zoom : Position.unitsPerStep << -zoom
  }

  /// - Parameters:
  ///   - zoom: `nil` for as fine as the whole grid fits.
  ///   - gutter: columns of the row labels.
  package init(_ size: Size, columns: Int, rows: Int, gutter: Int, zoom wanted: Int?) {
    self.gutter = gutter
    header = Rect(x: 0, y: 0, width: size.width, height: 1)
    progress = Rect(x: 0, y: 1, width: size.width, height: 1)
    hints = Rect(x: 0, y: size.height - 1, width: size.width, height: 1)
    let body = Rect(x: 0, y: 2, width: size.width, height: size.height - 3)

    let chrome = Size(width: gutter + 2, height: 3)
    let beside = body.width - Self.widePane - chrome.width
    let below = body.height - Self.lowestPane - chrome.height
    let sidePane = beside >= min(columns, 24) && body.height >= 12
    let belowPane = !sidePane && below >= min(rows, 10)
    var room = Size(width: body.width - chrome.width, height: body.height - chrome.height)
    if sidePane { room.width = beside } else { room.height = belowPane ? below : room.height - 2 }
    room = Size(width: max(1, room.width), height: max(1, room.height))

    var fit = Fit(columns: columns, rows: rows, in: room)
    if sidePane, fit.columnZoom < 0 {
      let most = Size(width: room.width + Self.widePane - Self.narrowPane, height: room.height)
      let finer = Fit(columns: columns, rows: rows, in: most)
      if finer.columnZoom > fit.columnZoom {
        // No more of the pane than that takes.
        room.width = Self.cells(columns, zoom: finer.columnZoom)
        fit = Fit(columns: columns, rows: rows, in: room)
      }
    }
    let coarsest = min(fit.columnZoom, fit.rowZoom)
    coarsestZoom = coarsest
    zoom = min(max(wanted ?? coarsest, coarsest), Position.finestLevel)
    columnZoom = max(zoom, fit.columnZoom)
    rowZoom = max(zoom, fit.rowZoom)
    let wide = Self.cells(columns, zoom: fit.columnZoom)
    let high = Self.cells(rows, zoom: fit.rowZoom)
    cell = fit.cell
    // Zoomed in, the window keeps the size that the whole grid has, so that nothing else moves.
    let most = Size(
      width: fit.columnZoom == 0 ? wide : room.width / cell.width,
      height: fit.rowZoom == 0 ? high : room.height / cell.height)
    window = Size(
      width: min(Self.cells(columns, zoom: columnZoom), max(wide, most.width)),
      height: min(Self.cells(rows, zoom: rowZoom), max(high, most.height)))

    box = Rect(
      x: gutter, y: body.y, width: window.width * cell.width + 2, height: window.height * cell.height + 2)
    columnLabels = Rect(x: 0, y: box.maxY, width: sidePane ? box.maxX + 1 : size.width, height: 1)
    paneIsCompact = !sidePane && !belowPane
    let spare = body.maxY - columnLabels.maxY
    if sidePane {
      pane = Rect(
        x: box.maxX, y: body.y, width: size.width - box.maxX, height: body.height - (spare > 0 ? 0 : 1))
      details =
        spare >= Self.lowestDetails && box.maxX >= 36
        ? Rect(x: 0, y: columnLabels.maxY + 1, width: box.maxX, height: spare - 1)
        : Rect(x: 0, y: 0, width: 0, height: 0)
    } else {
      pane = Rect(x: 0, y: columnLabels.maxY, width: size.width, height: spare)
      details = Rect(x: 0, y: 0, width: 0, height: 0)
    }
  }

  /// The same with the pane on everything between the first two rows and the last.
  package func withFullPane() -> Layout {
    var layout = self
    layout.pane = Rect(x: 0, y: progress.maxY, width: progress.width, height: hints.y - progress.maxY)
    layout.paneIsCompact = false
    layout.details = Rect(x: 0, y: 0, width: 0, height: 0)
    return layout
  }

  /// How the whole grid goes into some room.
  private struct Fit {
    /// The finest at which all of each axis is seen.
    let columnZoom: Int
    let rowZoom: Int
    let cell: Size

    init(columns: Int, rows: Int, in room: Size) {
      func zoom(_ count: Int, in room: Int) -> Int {
        (-10...0).last { Layout.cells(count, zoom: $0) <= room } ?? -10
      }
      columnZoom = zoom(columns, in: room.width)
      rowZoom = zoom(rows, in: room.height)
      cell = Size(
        width: min(max(1, room.width / Layout.cells(columns, zoom: columnZoom)), 6),
        height: min(max(1, room.height / Layout.cells(rows, zoom: rowZoom)), 3))
    }
  }

  /// Cells that a zoom shows of an axis with so many base values.
  private static func cells(_ count: Int, zoom: Int) -> Int {
    zoom <= 0 ? (count + (1 << -zoom) - 1) >> -zoom : ((count - 1) << zoom) + 1
  }

  package static func fits(_ size: Size) -> Bool {
    size.width >= minimum.width && size.height >= minimum.height
  }
}

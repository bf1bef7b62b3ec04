import Phases
import Sweep
import Terminal

extension State {
  /// What the picture of the current study is drawn from.
  var report: Report {
    Report(
      diagram: diagram, viewport: viewport, look: look, size: size, layout: layout,
      coloring: display.coloring,
      // Theory is of the built-in networks.
      showsTheory: display.showsTheory && diagram.study.vocabulary.isBuiltIn,
      followsColumn: display.followsColumn,
      curveGlyphs: display.curveGlyphs, fillsScreen: display.fillsScreen, meantMatches: meantMatches)
  }

  /// The whole screen. Pure: the same state draws the same picture.
  package func view() -> Canvas {
    var canvas = Canvas(size, style: look(.background))
    if Layout.fits(size) { drawAll(on: &canvas) } else { drawTooSmall(on: &canvas) }
    // What has no colour of its own takes the theme's; whatever is left of other characters becomes the nearest here.
    return canvas.grounded(on: look.ground).folded(to: look.glyphs)
  }

  private func drawAll(on canvas: inout Canvas) {
    let report = report
    Header(report: report).draw(on: &canvas, in: report.layout.header)
    ProgressRow(state: self).draw(on: &canvas, in: report.layout.progress)
    if let palette {
      PaletteView(palette, rows(of: palette), size: size, look: look).draw(on: &canvas)
    } else {
      if !display.fillsScreen { GridView(report: report).draw(on: &canvas) }
      if !diagram.study.vocabulary.isBuiltIn {
        DeclaredPane(report: report, explains: explains).draw(on: &canvas)
      } else if explains {
        WhyPane(report: report).draw(on: &canvas)
      } else {
        CellPane(report: report, kind: display.pane).draw(on: &canvas)
      }
    }
    HintRow(self).draw(on: &canvas, in: report.layout.hints)
  }

  private func drawTooSmall(on canvas: inout Canvas) {
    let needed = Layout.minimum
    let lines = [
      "too small: \(size.width)x\(size.height)", "needed:    \(needed.width)x\(needed.height)", "q quits",
    ]
    for (row, line) in lines.enumerated() {
      canvas.write(line, in: canvas.bounds.row(row), style: look(row == 0 ? .error : .text))
    }
  }
}

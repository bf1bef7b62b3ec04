import Phases
import Terminal

extension State {
  func drawLimit(on canvas: inout Canvas, in rect: Rect) {
    drawEmpty("press m to measure the limit here", on: &canvas, in: rect)
  }

  func drawDepthProfile(of cell: Cell?, on canvas: inout Canvas, in rect: Rect) {
    drawEmpty("press m to measure the profile here", on: &canvas, in: rect)
  }

  func drawPaths(of cell: Cell?, on canvas: inout Canvas, in rect: Rect) {
    drawEmpty("press m to follow a unit here", on: &canvas, in: rect)
  }
}

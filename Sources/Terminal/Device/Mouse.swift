/// What the mouse did, at a character of the screen.
package struct Mouse: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    /// The first button went down, moved while down, went up.
    case press, drag, release
    case wheelUp, wheelDown
  }

  package var action: Action
  package var point: Point

  package init(_ action: Action, x: Int, y: Int) {
    self.action = action
    point = Point(x: x, y: y)
  }

  /// Asks the terminal to report the buttons, drags and the wheel, in decimal numbers.
  static let on = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
  static let off = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"

  /// What a report says: the button with its modifiers, column and row from 1. `nil` for what has no meaning here.
  init?(button: Int, column: Int, row: Int, isDown: Bool) {
    let (moves, wheels) = (button & 32 != 0, button & 64 != 0)
    switch (button & 3, wheels) {
    case (0, false): action = moves ? .drag : isDown ? .press : .release
    case (0, true): action = .wheelUp
    case (1, true): action = .wheelDown
    default: return nil
    }
    let sides = 1...Int(UInt16.max)
    guard sides.contains(column), sides.contains(row) else { return nil }
    point = Point(x: column - 1, y: row - 1)
  }

  /// The report `ESC [ < button ; column ; row M`, or `m` when the button went up; `parameters` begin with `<`.
  init?(parameters: String, final: Character) {
    let numbers = parameters.dropFirst().split(separator: ";", omittingEmptySubsequences: false).map {
      Int($0)
    }
    guard numbers.count == 3, let button = numbers[0], let column = numbers[1], let row = numbers[2] else {
      return nil
    }
    self.init(button: button, column: column, row: row, isDown: final == "M")
  }
}

import Terminal

/// The line at the bottom in which a command or a search is typed.
package struct Prompt: Hashable, Sendable {
  package enum Purpose: String, Hashable, Sendable {
    case command = ":"
    case search = "/"
  }

  package let purpose: Purpose
  package internal(set) var line: TextLine
  /// What is wrong with the line as it was entered.
  package internal(set) var problem: String?
  /// The place in the history; `nil` below its last line.
  var remembered: Int?
  /// What was typed before the history was looked at.
  var draft = ""
  /// The completions that Tab goes round, and which of them stands in the line; `nil` until Tab.
  var chosen: Chosen?

  struct Chosen: Hashable, Sendable {
    var completion: Completion
    var index: Int
  }

  init(_ purpose: Purpose, text: String = "") {
    self.purpose = purpose
    line = TextLine(text)
  }
}

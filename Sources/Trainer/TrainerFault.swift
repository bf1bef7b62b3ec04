import Input

/// What a trainer did wrong, as the rest of a sentence whose subject is the trainer or a line that it printed.
package struct TrainerFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Of its standard output, from 1.
  package var line: Int?
  package var problem: String

  package init(_ problem: String, line: Int? = nil) {
    self.problem = problem
    self.line = line
  }

  /// In one line, which can be shown whatever the trainer printed.
  package var description: String {
    let subject = line.map { "line \($0) of the trainer's output" } ?? "the trainer"
    return "\(subject) \(problem)".printable
  }
}

extension String {
  /// Its beginning in quotes, to name it in one line.
  var quoted: String { "\"\(prefix(60).description.printable)\(count > 60 ? "…" : "")\"" }
}

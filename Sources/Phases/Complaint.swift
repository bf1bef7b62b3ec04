/// A problem whose place is not known yet; whoever knows it turns this into a `Refusal`.
struct Complaint: Error, CustomStringConvertible {
  var problem: String
  var parameter: Parameter?

  init(_ problem: String, about parameter: Parameter? = nil) {
    self.problem = problem
    self.parameter = parameter
  }

  var description: String { problem }
}

extension Double {
  /// The number that somebody typed. Throws a `Complaint`.
  init(typed text: some StringProtocol) throws {
    guard let value = Double(text) else { throw Complaint("\"\(text)\" is not a number") }
    self = value
  }
}

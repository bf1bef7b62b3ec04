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

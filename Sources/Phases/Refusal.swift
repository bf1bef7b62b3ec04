import Input

/// An error that a user can do something about: one line that names the place and the remedy, and the status
/// (of `sysexits`) to end with.
package protocol Refusal: Error, CustomStringConvertible {
  var exitStatus: Int32 { get }
}

/// What a study, an option or a study file got wrong.
package enum StudyError: Refusal, Hashable {
  /// An option on the command line, with its value: status 64.
  case option(String, String)
  /// A file and, where it is known, a line in it: status 65.
  case file(String, line: Int?, String)

  package var exitStatus: Int32 {
    switch self {
    case .option: 64
    case .file: 65
    }
  }

  package var description: String {
    switch self {
    case .option(let option, let problem): "\(option.printable): \(problem.printable)"
    case .file(let path, .some(let line), let problem): "\(path.printable):\(line): \(problem.printable)"
    case .file(let path, nil, let problem): "\(path.printable): \(problem.printable)"
    }
  }
}

/// A problem whose place is not known yet; whoever knows it turns this into a `StudyError`.
struct Complaint: Error {
  var problem: String
  var parameter: Parameter?

  init(_ problem: String, about parameter: Parameter? = nil) {
    self.problem = problem
    self.parameter = parameter
  }
}

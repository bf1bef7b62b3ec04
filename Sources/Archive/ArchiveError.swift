import Foundation
import Input
import Phases

/// What is wrong with a file that was read or cannot be written.
package enum ArchiveError: Refusal, Hashable {
  /// A file that cannot be used: status 65.
  case data(String, String)
  /// A file that cannot be made: status 73.
  case create(String, String)
  /// A file that could not be written in the end, and where its contents are instead: status 73.
  case rescued(String, String, to: String)

  package var exitStatus: Int32 {
    switch self {
    case .data: 65
    case .create, .rescued: 73
    }
  }

  package var description: String {
    switch self {
    case .data(let path, let problem): "\(path): \(problem)".printable
    case .create(let path, let problem): "\(path): cannot be written: \(problem)".printable
    case .rescued(let path, let problem, let rescue):
      "\(path): cannot be written: \(problem); the results are in \(rescue)".printable
    }
  }

  /// The system's words for the last error.
  static var systemProblem: String { FileSystem.problem }
}

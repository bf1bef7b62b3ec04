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

extension String {
  /// Without control characters, so that a message stays one line and cannot drive a terminal, and without marks of
  /// direction, so that it reads as it is.
  package var printable: String {
    let shown = unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .format: "?"
      default: scalar
      }
    }
    return String(String.UnicodeScalarView(shown))
  }

  /// The candidate that this was most likely meant to be, if one is near.
  package func nearest(in candidates: [String]) -> String? {
    let limit = Swift.max(1, Swift.min(3, (count + 1) / 3))
    let ranked = candidates.map { (name: $0, distance: editDistance(to: $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else { return nil }
    return best.name
  }

  /// "unknown X "Y"; did you mean "Z"?", or all that there is.
  package func unknown(_ kind: String, among candidates: [String]) -> String {
    let shown = count > 40 ? prefix(40) + "…" : self[...]
    let remedy = nearest(in: candidates).map { "did you mean \"\($0)\"?" }
    return "unknown \(kind) \"\(shown)\"; " + (remedy ?? "one of: " + candidates.joined(separator: ", "))
  }

  /// Changed, missing, additional and swapped neighbouring characters between two names.
  func editDistance(to other: String) -> Int {
    let (a, b) = (Array(prefix(64)), Array(other.prefix(64)))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let substituted = rows[i][j] + (a[i] == b[j] ? 0 : 1)
        row.append(Swift.min(substituted, row[j] + 1, rows[i][j + 1] + 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          row[j + 1] = Swift.min(row[j + 1], rows[i - 1][j - 1] + 1)
        }
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

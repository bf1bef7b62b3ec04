/// What the program refuses to go on with, as one line that says where, what is wrong there and what would be right; and
/// the status, of `sysexits`, that the program ends with. The README says what each status means.
package struct Refusal: Error, Hashable, CustomStringConvertible {
  /// An option with its value, or a file; `nil` where the problem names what it is about.
  package var place: String?
  /// The line of the file, where it is known.
  package var line: Int?
  /// What is wrong, and the remedy.
  package var problem: String
  package var exitStatus: Int32

  package init(at place: String? = nil, line: Int? = nil, _ problem: String, exitStatus: Int32) {
    self.place = place
    self.line = line
    self.problem = problem
    self.exitStatus = exitStatus
  }

  /// An option on the command line, with its value: status 64.
  package static func option(_ option: String, _ problem: String) -> Refusal {
    Refusal(at: option, problem, exitStatus: 64)
  }

  /// A file that was read, and cannot be used: status 65.
  package static func file(_ path: String, line: Int? = nil, _ problem: String) -> Refusal {
    Refusal(at: path, line: line, problem, exitStatus: 65)
  }

  /// A file that cannot be made, or not be written to its end: status 73.
  package static func unwritable(_ path: String, _ problem: String = FileSystem.problem) -> Refusal {
    Refusal(at: path, "cannot be written: \(problem)", exitStatus: 73)
  }

  package var description: String {
    let place = place.map { $0.printable + (line.map { ":\($0)" } ?? "") + ": " } ?? ""
    return place + problem.printable
  }
}

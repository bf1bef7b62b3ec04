/// What the program refuses to go on with, as one line that says where, what is wrong there and what would be right; and
/// the status, of `sysexits`, that the program ends with. SettingsAndThemes.md says what each status means.
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

extension String {
  /// The candidate that this was most likely meant to be: one that differs by a third of its letters at most, and by
  /// three; among those that begin alike by one letter more. Capitals are as good as small letters.
  package func nearest(in candidates: [String]) -> String? {
    let limit = Swift.max(1, Swift.min(3, (count + 1) / 3))
    let own = lowercased()
    let ranked = candidates.map { (name: $0, distance: own.editDistance(to: $0.lowercased())) }
    let best = ranked.min { $0.distance < $1.distance }
    if let best, best.distance <= limit { return best.name }
    guard count >= 4 else { return nil }
    let alike = ranked.filter { $0.name.lowercased().prefix(2) == own.prefix(2) }
    return alike.filter { $0.distance == limit + 1 }.first?.name
  }

  /// What to do about an unknown name: `did you mean "NAME"?` where one is near, else another remedy.
  package func remedy(among candidates: [String], quote: String = "\"", otherwise: String) -> String {
    nearest(in: candidates).map { "did you mean \(quote)\($0)\(quote)?" } ?? otherwise
  }

  /// `unknown KIND "TEXT"; did you mean "NAME"?`, or all that there is.
  /// - Parameter otherwise: said in place of all that there is.
  package func unknown(
    _ kind: String, among candidates: [String], quote: String = "\"", otherwise: String? = nil
  ) -> String {
    let shown = count > 40 ? prefix(40) + "…" : self[...]
    let remedy = remedy(
      among: candidates, quote: quote,
      otherwise: otherwise ?? "one of: " + candidates.joined(separator: ", "))
    return "unknown \(kind) \(quote)\(shown)\(quote); \(remedy)"
  }

  /// Changed, missing, additional and swapped neighbouring characters between two names.
  private func editDistance(to other: String) -> Int {
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

import TOMLKit

/// What is wrong with a text that should be TOML, in one line.
package struct TOMLProblem: Error, Hashable {
  package var line: Int?
  package var description: String
}

/// The parser's way in for text that somebody else wrote.
package enum TOMLText {
  package static func table(_ text: String) throws(TOMLProblem) -> TOMLTable {
    var scan = TOMLScan(text)
    if let problem = scan.problem() { throw problem }
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      let lines = error.description.split(whereSeparator: \.isNewline)
      throw TOMLProblem(line: error.source.begin.line, description: lines.joined(separator: " "))
    } catch {
      throw TOMLProblem(line: nil, description: "\(error)")
    }
  }
}

/// A CSV as the program writes it: nothing is quoted.
struct Table {
  var columns: [String]
  var rows: [[String: String]]

  init(_ text: String) throws {
    guard text.hasSuffix("\n"), !text.contains("\r") else {
      throw SessionError(description: "not ended by LF:\n\(text.suffix(200))")
    }
    let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
    let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let header = cells[0]
    columns = header
    rows = try cells.dropFirst().map { row in
      guard row.count == header.count else {
        throw SessionError(description: "\(row.count) fields under \(header.count) columns: \(row)")
      }
      return Dictionary(zip(header, row)) { first, _ in first }
    }
  }

  func numbers(_ column: String) -> [Double] { rows.map { Double($0[column] ?? "") ?? .nan } }
}

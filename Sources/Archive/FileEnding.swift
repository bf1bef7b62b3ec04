import Input
import Phases

/// What a file's name says of its format.
extension ExportFormat {
  /// The endings of its files, without the dot; the first is the one that is given.
  package var fileEndings: [String] {
    switch self {
    case .csv, .svg: [rawValue]
    case .jsonl: [rawValue, "ndjson"]
    case .gnuplot: [fileExtension, rawValue, "plt"]
    }
  }

  /// The format whose ending a file's name has.
  package static func byEnding(of path: String) -> ExportFormat? {
    ending(of: path).flatMap { ending in allCases.first { $0.fileEndings.contains(ending) } }
  }

  /// What follows the last dot of a file's name, in lower case; a name that only begins with a dot has none.
  private static func ending(of path: String) -> String? {
    let name = path.fileName
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    return name[name.index(after: dot)...].lowercased()
  }

  /// Endings of plain text, in which a table is no surprise.
  private static let textEndings = ["", "txt", "dat"]

  /// What names a format for a file: the format, else the ending. CSV where neither does, as long as the ending is
  /// not that of something else: nobody is helped by a table that is called a picture.
  /// - Parameter options: what the two were said with.
  package static func chosen(
    _ name: String?, for path: String?, options: (format: String, file: String) = ("--format", "--out")
  ) throws(Refusal) -> ExportFormat {
    if let name {
      let format = try named(name, option: options.format)
      if let path { try format.checkEnding(of: path, option: "\(options.format) \(name) \(options.file)") }
      return format
    }
    guard let path else { return .csv }
    if let format = byEnding(of: path) { return format }
    let ending = ending(of: path) ?? ""
    guard textEndings.contains(ending) else {
      let names = allCases.map(\.rawValue).joined(separator: ", ")
      throw .option(
        "\(options.file) \(path)",
        "no format has the ending .\(ending); say one with \(options.format): \(names)")
    }
    return .csv
  }

  /// Refuses a file that has the ending of another format.
  package func checkEnding(of path: String, option: String) throws(Refusal) {
    guard let complaint = complaint(aboutEndingOf: path) else { return }
    throw .option("\(option) \(path)", complaint)
  }

  /// Says what is wrong with a file's ending for this format, or nothing.
  package func complaint(aboutEndingOf path: String) -> String? {
    guard let other = Self.byEnding(of: path), other != self else { return nil }
    return
      "a name with this ending promises \(other.rawValue), and this is \(rawValue); name a .\(fileExtension) file"
  }
}

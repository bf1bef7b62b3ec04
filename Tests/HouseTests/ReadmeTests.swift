import Archive
import Explorer
import Foundation
import Phases
import Rates
import Testing

/// The README says what the program does, in the program's own words.
@Suite struct ReadmeTests {
  /// The fenced blocks of a language, without the fences.
  static func blocks(_ language: String) throws -> [String] {
    try Repository.text("README.md").components(separatedBy: "\n```\(language)\n").dropFirst().map { rest in
      String(rest.prefix(upTo: rest.range(of: "\n```")?.lowerBound ?? rest.endIndex))
    }
  }

  /// The rows of the table with this header, each split into its cells.
  static func table(_ header: String) throws -> [[Substring]] {
    let lines = try Repository.lines("README.md")
    let start = try #require(lines.firstIndex(of: header[...]), "there is no table \(header)")
    let rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }
    try #require(!rows.isEmpty)
    return rows.map { $0.dropFirst(2).dropLast(2).split(separator: " | ", omittingEmptySubsequences: false) }
  }

  /// What stands between backquotes.
  static func code(_ text: Substring) -> [String] {
    text.matches(of: #/`([^`]+)`/#).map { String($0.output.1) }
  }

  /// `.ci/run` takes its test command from the second block, so there is one source for it.
  @Test func hasTwoCommands() throws {
    let commands = try Self.blocks("sh")
    try #require(commands.count == 2)
    #expect(commands[0].contains("libncursesw5-dev"))
    #expect(commands[0].hasSuffix("swift run -c release phase-tui"))
    #expect(commands[1].contains("libvterm-dev") && commands[1].hasSuffix("swift test"))
    let script = try Repository.text(".ci/run")
    #expect(script.contains("README.md") && !script.contains("swift test"))
  }

  @Test func showsTheWholeScreen() throws {
    let picture = try #require(try Self.blocks("text").first).split(separator: "\n")
    #expect(picture.count == 24)
    #expect(picture.allSatisfy { $0.count <= 80 })
    #expect(picture[1].contains("558/558  complete"))
  }

  @Test func listsTheKeysOfTheKeymap() throws {
    let table = Keymap.standard.markdown
    #expect(try Repository.text("README.md").contains("\n\n\(table)\n"), "\(table)")
  }

  @Test func listsTheColumnsOfTheCSV() throws {
    let columns = try Self.table("| columns | meaning |").flatMap { Self.code($0[0]) }
    #expect(columns == CSVExporter.columns.map(\.name))
  }

  /// In the words of the glossary.
  @Test func definesTheQuantities() throws {
    let rows = try Self.table("| symbol | definition | CSV column |")
    let known = Dictionary(uniqueKeysWithValues: Quantity.columns.map { ($0.name, $0.row) })
    for row in rows {
      let column = try #require(Self.code(row[row.count - 1]).first)
      let quantity = try #require(known[column], "\(column)")
      #expect(row[row.count - 2].replacing("`", with: "").hasSuffix(quantity.definition), "\(column)")
      if row.count == 3 { #expect(Self.code(row[0]) == [quantity.symbols?.greek], "\(column)") }
    }
    let defined = rows.map { Self.code($0[$0.count - 1]) }
    for quantity in Quantity.ofSteps { #expect(defined.contains([quantity.name]), "\(quantity.name)") }
  }

  @Test func listsTheExportFormats() throws {
    let names = try Self.table("| format | what it is |").flatMap { Self.code($0[0]) }
    #expect(names == ExportFormat.allCases.map(\.rawValue))
    let seedRow = try #require(try Self.table("| format | what it is |").first?[1])
    for name in Self.code(seedRow) { #expect(SeedCSVExporter.header.contains(name), "\(name)") }
  }

  /// What the examples of pandas and R read is there.
  @Test(arguments: ["python", "r"])
  func readsColumnsThatExist(_ language: String) throws {
    let block = try #require(try Self.blocks(language).last)
    let known = CSVExporter.columns.map(\.name) + SeedCSVExporter.header + ["per_seed"]
    let names =
      block.matches(of: #/(?:\["|="|by\("|explode\("|\$)(\w+)/#).map { String($0.output.1) }
      + block.matches(of: #/(\w+) ~ (\w+)(?: \+ (\w+))?/#).flatMap { match in
        [match.output.1, match.output.2, match.output.3].compactMap { $0.map(String.init) }
      }
    #expect(names.count > 4)
    for name in names { #expect(known.contains(name), "\(name)") }
  }

  @Test func listsTheRates() throws {
    let names = try Self.table("| name | measures | theory |").flatMap { Self.code($0[0]) }
    #expect(names == RateCatalogue.names)
    let script = try Repository.text(".ci/run")
    #expect(script.contains("for rate in \(names.joined(separator: " "));"))
  }

  @Test func listsTheBuiltInStudies() throws {
    let studies = try Self.table("| study | columns | rows | fixed |")
    #expect(studies.flatMap { Self.code($0[0]) } == Study.builtIns.map(\.name))
    for (row, study) in zip(studies, Study.builtIns) {
      #expect(
        row[1].contains("\(study.columns.count) values") && row[2].contains("\(study.rows.count) values"))
    }
  }

  @Test func mapsEveryFolder() throws {
    let mapped = try Self.table("| floor | folder in `Sources` | what it holds |").flatMap {
      Self.code($0[1])
    }
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Repository.root.appending(path: "Sources").path)
    #expect(mapped.sorted() == folders.sorted())
  }

  /// Where to change what: files of `Sources`, and others from the root.
  @Test func namesFilesThatExist() throws {
    let rows = try Self.table("| | where |")
    for path in rows.flatMap({ Self.code($0[1]) }) where path.contains("/") && !path.contains("NAME") {
      let places = [path, "Sources/\(path)"].map { Repository.root.appending(path: $0).path }
      #expect(places.contains(where: FileManager.default.fileExists), "there is no \(path)")
    }
    for path in try Repository.text("README.md").matches(of: #/`((?:Tests|themes|\.ci)/[\w./-]+)`/#) {
      let name = String(path.output.1)
      guard !name.contains("NAME") else { continue }
      #expect(FileManager.default.fileExists(atPath: Repository.root.appending(path: name).path), "\(name)")
    }
  }
}

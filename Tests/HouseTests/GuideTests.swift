import Archive
import Explorer
import Foundation
import Phases
import Rates
import Testing

/// The guides say what the program does, in the program's own words.
@Suite struct GuideTests {
  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: Repository.root.appending(path: path).path)
  }

  // MARK: Links and names

  @Test(arguments: try Guide.all()) func linksLeadSomewhere(_ guide: Guide) throws {
    for link in guide.links() {
      #expect(exists(link.path), "\(guide.path) links to \(link.path)")
      guard let section = link.section, exists(link.path) else { continue }
      #expect(
        try Guide(path: link.path).sections[section] != nil, "\(guide.path) links to \(link.path)#\(section)")
    }
  }

  /// Where it does not stand for any name.
  @Test(arguments: try Guide.all()) func namesFilesThatExist(_ guide: Guide) {
    for name in Guide.code(guide.prose) {
      guard let path = name.wholeMatch(of: #/(?:Sources|Tests|themes|\.ci)/[\w./+-]*/#)?.output
      else { continue }
      #expect(exists(String(path)), "\(guide.path): there is no \(path)")
    }
  }

  /// Of code there may be longer lines, and of tables.
  @Test(arguments: try Guide.all()) func readsWell(_ guide: Guide) {
    #expect(guide.text.hasPrefix("# ") && guide.text.hasSuffix("\n") && !guide.text.contains("\n\n\n"))
    #expect(guide.lines.count <= 251, "split \(guide.path) before it passes 250 lines")
    for line in guide.prose.split(separator: "\n") where !line.hasPrefix("|") && !line.contains("](") {
      #expect(line.count <= 132, "\(guide.path): \(line)")
    }
  }

  @Test func linksAndSectionsAreFound() throws {
    let guide = try Guide("Architecture")
    #expect(guide.sections["the-floors"]?.contains("imports only what lies below it") == true)
    #expect(guide.links().contains(.init(path: "\(Guide.catalogue)/Measures.md", section: nil)))
    #expect(try Guide.readme().links().contains { $0.path.hasSuffix(".svg") })
  }

  // MARK: Of the user's part

  @Test func listsTheKeysOfTheKeymap() throws {
    let table = Keymap.standard.markdown
    #expect(try Guide("Keys").text.contains("\n\n\(table)\n"), "\(table)")
  }

  /// The first of what `:` takes.
  @Test func showsCommandsThatAreRead() throws {
    for row in try Guide("Keys").table("| command | what it does |") {
      let text = try #require(Guide.code(row[0]).first)
      #expect(throws: Never.self, "\(text)") { try Command(text.replacing("FILE", with: "a.csv")) }
    }
  }

  @Test func listsTheColumnsOfTheCSV() throws {
    let columns = try Guide("WithoutAScreen").table("| columns | meaning |").flatMap { Guide.code($0[0]) }
    #expect(columns == CSVExporter.columns.map(\.name))
    let section = try #require(try Guide("WithoutAScreen").sections["the-columns-of-the-csv"])
    for column in CSVExporter.occasionalColumns { #expect(Guide.code(section).contains(column.name)) }
  }

  /// In the words of the glossary.
  @Test func definesTheQuantities() throws {
    let rows = try Guide("Measures").table("| symbol | definition | CSV column |")
    let known = Dictionary(uniqueKeysWithValues: Quantity.columns.map { ($0.name, $0.row) })
    for row in rows {
      let column = try #require(Guide.code(row[row.count - 1]).first)
      let quantity = try #require(known[column], "\(column)")
      #expect(row[row.count - 2].replacing("`", with: "").hasSuffix(quantity.definition), "\(column)")
      if row.count == 3 { #expect(Guide.code(row[0]) == [quantity.symbols?.greek], "\(column)") }
    }
    let defined = rows.map { Guide.code($0[$0.count - 1]) }
    for quantity in Quantity.ofSteps { #expect(defined.contains([quantity.name]), "\(quantity.name)") }
  }

  @Test func namesEveryRegime() throws {
    let section = try #require(try Guide("Measures").sections["regimes"])
    for regime in Regime.allCases { #expect(section.contains("**\(regime.displayName)**"), "\(regime)") }
    for reason in Reason.allCases {
      let named = section.replacing("\n", with: " ")
      #expect(reason.titles.contains { named.contains($0) || named.contains($0.replacing(" ", with: "-")) })
    }
  }

  @Test func listsTheExportFormats() throws {
    let rows = try Guide("Exports").table("| format | what it is |")
    #expect(rows.flatMap { Guide.code($0[0]) } == ExportFormat.allCases.map(\.rawValue))
    for name in Guide.code(rows[0][1]) { #expect(SeedCSVExporter.header.contains(name), "\(name)") }
  }

  /// What the examples of pandas and R read is there.
  @Test(arguments: ["python", "r"])
  func readsColumnsThatExist(_ language: String) throws {
    let block = try #require(try Guide("Exports").blocks(language).last)
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
    let names = try Guide("Rates").table("| name | measures | theory |").flatMap { Guide.code($0[0]) }
    #expect(names == RateCatalogue.names)
    let script = try Repository.text(".ci/run")
    #expect(script.contains("for rate in \(names.joined(separator: " "));"))
  }

  @Test func listsThePaths() throws {
    let rows = try Guide("Paths").table("| path | rule | whose |")
    #expect(rows.map { Guide.code($0[0]) } == ParametrisationPath.builtIns.map { [$0.name] })
    let toml = try #require(try Guide("Paths").blocks("toml").first)
    #expect(try ParametrisationPath(toml: toml, file: "mine.toml").rule == "α ∝ L^0.5 M^-1, η ∝ L^-0.5")
  }

  @Test func listsTheBuiltInStudies() throws {
    let studies = try Guide("Studies").table("| study | columns | rows | fixed |")
    #expect(studies.flatMap { Guide.code($0[0]) } == Study.builtIns.map(\.name))
    for (row, study) in zip(studies, Study.builtIns) {
      #expect(
        row[1].contains("\(study.columns.count) values") && row[2].contains("\(study.rows.count) values"))
    }
  }

  /// And whatever else there is to choose from.
  @Test func listsTheActivations() throws {
    let section = try #require(try Guide("Studies").sections["activations"])
    let choices = try #require(Parameter(named: "activation")?.choices)
    for name in choices { #expect(Guide.code(section).contains(name), "\(name)") }
  }

  @Test func listsTheShippedThemes() throws {
    let names = try Guide("SettingsAndThemes").table("| theme | for |").flatMap { Guide.code($0[0]) }
    let files = try Repository.files("themes").map { String($0.dropFirst(7).dropLast(5)) }
    #expect(names.sorted() == files.sorted())
  }

  // MARK: Of the builder's part

  @Test func mapsEveryFolder() throws {
    let rows = try Guide("Architecture").table("| floor | folder in `Sources` | what it holds |")
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Repository.root.appending(path: "Sources").path)
    #expect(rows.flatMap { Guide.code($0[1]) }.sorted() == folders.sorted())
  }

  /// Each kind of change has numbered steps, which name files of this repository.
  @Test func everyChangeHasItsSteps() throws {
    let architecture = try Guide("Architecture")
    let rows = try architecture.table("| to change or add | steps | where it begins |")
    #expect(rows.count > 10)
    var told: Set<Guide.Link> = []
    for row in rows {
      let target = try #require(row[1].firstMatch(of: #/\]\(([^)]+)\)/#)?.output.1)
      let link = try #require(
        architecture.links().first { "\($0.path)#\($0.section ?? "")" == "\(Guide.catalogue)/\(target)" })
      told.insert(link)
      let section = try #require(try Guide(path: link.path).sections[link.section ?? ""], "\(row[0])")
      #expect(section.contains("\n1. ") && section.contains("\n2. "), "\(row[0]) has no steps")
      let named = Guide.code(section)
      #expect(named.contains { $0.hasPrefix("Sources/") || $0.hasPrefix("themes/") }, "\(row[0])")
      #expect(link.section?.hasSuffix(row[0].replacing(" ", with: "-")) == true, "\(row[0])")
    }
    // And every section with steps is one of them.
    for page in ["ChangingTheModel", "ChangingThePhases", "ChangingTheScreen"] {
      let guide = try Guide(page)
      for (name, text) in guide.sections where text.contains("\n1. ") {
        #expect(told.contains(.init(path: guide.path, section: name)), "\(page)#\(name)")
      }
    }
  }
}

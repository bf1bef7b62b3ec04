import Testing

/// "Arrows point down only": a module imports modules of lower floors and the outside modules that its row names.
@Suite struct FloorTests {
  struct Floor {
    var module: String
    /// Its folder in `Sources`.
    var folder: String
    /// Modules beside the stack of floors that it may import.
    var outside: Set<String> = []
  }

  /// From the ground up.
  static let floors = [
    Floor(module: "Input", folder: "Input", outside: everyday.union(["CSupport", "TOMLKit"])),
    Floor(module: "Trainer", folder: "Trainer", outside: everyday.union(["CSupport"])),
    Floor(module: "Model", folder: "Model", outside: ["RealModule", "Synchronization"]),
    Floor(module: "EngineInterface", folder: "Engine/Interface", outside: ["CSupport"]),
    Floor(module: "EngineBaseline", folder: "Engine/Vector", outside: ["CSupport"]),
    Floor(module: "EngineAVX2", folder: "Engine/VectorAVX2", outside: ["CSupport"]),
    Floor(module: "EngineAVX512", folder: "Engine/VectorAVX512", outside: ["CSupport"]),
    Floor(module: "Engine", folder: "Engine", outside: everyday.union(["CSupport", "RealModule"])),
    Floor(module: "Limits", folder: "Limits", outside: everyday.union(["CSupport", "RealModule"])),
    Floor(module: "Rates", folder: "Rates", outside: everyday.union(["RealModule"])),
    Floor(module: "Phases", folder: "Phases", outside: ["Dispatch", "RealModule", "Synchronization"]),
    Floor(module: "Archive", folder: "Archive", outside: everyday),
    Floor(module: "Sweep", folder: "Sweep", outside: everyday.union(["CSupport"])),
    Floor(module: "Explorer", folder: "Explorer", outside: everyday.union(["CSupport", "Terminal"])),
    Floor(
      module: "phase_tui", folder: "phase-tui",
      outside: everyday.union(["CSupport", "Terminal", "ArgumentParser"])),
    Floor(
      module: "phase_bench", folder: "phase-bench",
      outside: everyday.union(["ArgumentParser", "CPseudoTerminal"])),
  ]

  static let everyday: Set = ["Foundation", "Dispatch", "Synchronization", "Glibc"]

  /// The tower stands beside the floors, on the ground, and knows none of them.
  static let tower = Floor(
    module: "Terminal", folder: "Terminal",
    outside: everyday.union(["CNcurses", "CSupport", "Input"]))

  /// The module names that a file imports, `import struct Module.Name` included.
  static func imports(_ path: String) throws -> [String] {
    try Repository.lines(path).compactMap { line in
      guard let match = line.firstMatch(of: Self.importLine) else { return nil }
      return String(match.output.1)
    }
  }

  nonisolated(unsafe) private static let importLine =
    // A literal, without state; Regex is not marked Sendable.
    #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/#

  @Test func readsImports() throws {
    for line in [
      "import Engine", "  private import Engine", "@preconcurrency import struct Engine.Philox",
      "@testable import Engine",
    ] {
      #expect(line.firstMatch(of: Self.importLine)?.output.1 == "Engine")
    }
    #expect("// import Engine".firstMatch(of: Self.importLine) == nil)
  }

  @Test func everyFileStandsOnAFloor() throws {
    let folders = (Self.floors + [Self.tower]).map { "Sources/\($0.folder)/" }
    for path in try Repository.swiftFiles("Sources") {
      #expect(folders.contains { path.hasPrefix($0) }, "\(path) is in no folder of the floor map")
    }
  }

  @Test func arrowsPointDown() throws {
    for path in try Repository.swiftFiles("Sources") {
      let allowed: Set<String>
      if path.hasPrefix("Sources/\(Self.tower.folder)/") {
        allowed = Self.tower.outside
      } else if let index = Self.floors.firstIndex(where: { path.hasPrefix("Sources/\($0.folder)/") }) {
        allowed = Self.floors[index].outside.union(Self.floors[..<index].map(\.module))
      } else {
        continue
      }
      for module in try Self.imports(path) {
        #expect(allowed.contains(module), "\(path) imports \(module), which does not lie below it")
      }
    }
  }

  /// What is asked of the theory is asked of values: whoever has a file reads it first.
  @Test(arguments: ["Model", "Engine", "Limits", "Rates", "Phases"]) func lowerFloorsOpenNoFile(
    _ floor: String
  ) throws {
    for path in try Repository.swiftFiles("Sources/\(floor)") {
      let text = try Repository.text(path)
      for way in ["FileSystem", "Surroundings", "UserFolders", "import Glibc", "contentsOf path"] {
        #expect(!text.contains(way), "\(path) says \(way)")
      }
    }
  }

  @Test func onlyTheDeviceKnowsCurses() throws {
    for path in try Repository.swiftFiles("Sources") where try Self.imports(path).contains("CNcurses") {
      #expect(path.hasPrefix("Sources/Terminal/Device/"), "\(path)")
    }
  }
}

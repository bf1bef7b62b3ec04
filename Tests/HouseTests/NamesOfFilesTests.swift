import Testing

/// Names of files go to the system as bytes, by way of the ground floor: whatever takes a `String` there repairs a name
/// that is not UTF-8, and opens another file. And nothing writes in a way that ends the program where it cannot.
@Suite struct NamesOfFilesTests {
  static let forbidden = [
    "FileManager", "contentsOfFile", "contentsOf: URL", "fopen(", "expandingTildeInPath",
    "URL(fileURLWithPath",
    "FileHandle.standard", "CommandLine.arguments", "fputs(",
  ]

  /// Of the system, whose names are known; variables whose values are no names.
  static let allowed = ["Sources/Sweep/Machine.swift", "Sources/phase-bench/"]

  @Test(arguments: forbidden) func onlyTheGroundFloorOpens(_ way: String) throws {
    for path in try Repository.swiftFiles("Sources") where !Self.allowed.contains(where: path.hasPrefix) {
      for (number, line) in try Repository.lines(path).enumerated() where line.contains(way) {
        Issue.record("\(path):\(number + 1): \(way) repairs names or ends the program; see Sources/Input")
      }
    }
  }

  /// The system's own calls, on a `String`.
  @Test func theSystemsCallsTakeBytes() throws {
    nonisolated(unsafe) let call =
      // A literal, without state.
      #/(?:^|[^.\w])(?:Foundation\.|Glibc\.)?(?:open|access|stat|lstat|rename|unlink|link|realpath|opendir|mkdir)\(\s*"?(?:path|target|name|folder|directory|temporary|file)\b/#
    #expect(
      "  let d = open(path, O_RDONLY)".contains(call) && !"FileSystem.open(path, O_RDONLY)".contains(call))
    for path in try Repository.swiftFiles("Sources")
    where !path.hasPrefix("Sources/Input/") && !path.hasPrefix("Sources/phase-bench/") {
      for (number, line) in try Repository.lines(path).enumerated() where line.firstMatch(of: call) != nil {
        Issue.record("\(path):\(number + 1): \(line)")
      }
    }
  }
}

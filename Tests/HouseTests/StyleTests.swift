import Testing

/// Promises about the sources that no compiler keeps.
@Suite struct StyleTests {
  @Test func filesAreShort() throws {
    for path in try Repository.swiftFiles("Sources") + Repository.swiftFiles("Tests") {
      let count = try Repository.lines(path).count
      #expect(count <= 401, "\(path) has \(count) lines; split it before it passes 400")
    }
  }

  /// Input is refused by an error with a message, never by a crash. A kernel that overruns an array is no input: debug
  /// builds end there.
  @Test(arguments: ["try!", "fatalError(", " as! "])
  func sourcesDoNotCrashOnInput(construct: String) throws {
    for path in try Repository.swiftFiles("Sources") where path != "Sources/Engine/Interface/Entries.swift" {
      for (number, line) in try Repository.lines(path).enumerated() where line.contains(construct) {
        Issue.record("\(path):\(number + 1) uses \(construct)")
      }
    }
  }

  /// A test that sleeps is slow on every machine and wrong on a busy one.
  @Test func testsDoNotSleep() throws {
    for path in try Repository.swiftFiles("Tests") where !path.hasSuffix("StyleTests.swift") {
      for construct in ["sleep(", "asyncAfter("] {
        #expect(try !Repository.text(path).contains(construct), "\(path) uses \(construct)")
      }
    }
  }
}

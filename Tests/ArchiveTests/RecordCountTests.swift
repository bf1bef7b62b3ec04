import Foundation
import Testing

@testable import Archive

@Suite struct RecordCountTests {
  /// Lines of one length are counted to two digits from the first bytes of the journals.
  @Test(arguments: [0, 1, 7, 123, 5000, 20_000]) func isRight(lines: Int) throws {
    try inTemporaryFolder { folder in
      let line = String(repeating: "x", count: 99) + "\n"
      for journal in 0..<3 {
        let count = journal < 2 ? lines / 3 : lines - lines / 3 * 2
        let text = String(repeating: line, count: count) + (journal == 0 ? "to" : "")
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(journal).jsonl"))
      }
      try Data(line.utf8).write(to: URL(filePath: "\(folder)/other"))
      let count = RecordCount(folder: folder)
      #expect(count.size == 100 * lines + 2)
      #expect(abs(count.estimate - lines) * 20 <= lines)
      #expect(String(count.estimate).dropFirst(2).allSatisfy { $0 == "0" })
    }
  }

  @Test func nothingIsNothing() {
    #expect(RecordCount(folder: "/nonexistent") == RecordCount(folder: "/dev/null"))
    #expect(RecordCount(folder: "/nonexistent").estimate == 0)
  }
}

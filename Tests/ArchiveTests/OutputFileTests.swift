import Foundation
import Input
import Testing

@testable import Archive

@Suite struct OutputFileTests {
  private func contents(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func checkingLeavesNothingBehind() throws {
    try inTemporaryFolder { folder in
      let file = OutputFile("\(folder)/a.csv")
      try file.checkWritable()
      #expect(try names(in: folder).isEmpty)
      try file.replace(with: Array("one".utf8))
      try file.checkWritable()
      #expect(contents("\(folder)/a.csv") == "one")
      try file.replace(with: Array("two".utf8))
      #expect(contents("\(folder)/a.csv") == "two")
      #expect(try names(in: folder) == ["a.csv"])
    }
  }

  @Test func badPathsAreFoundBeforehand() throws {
    try inTemporaryFolder { folder in
      for path in ["\(folder)/none/a.csv", folder, "\(folder)/", "", "/proc/a.csv"] {
        let error = #expect(throws: Refusal.self) { try OutputFile(path).checkWritable() }
        #expect(error?.exitStatus == 73, "\(path)")
      }
    }
  }

  @Test func linksStayLinks() throws {
    try inTemporaryFolder { folder in
      try OutputFile("\(folder)/real.csv").replace(with: Array("one".utf8))
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link.csv", withDestinationPath: "\(folder)/real.csv")
      try OutputFile("\(folder)/link.csv").replace(with: Array("two".utf8))
      #expect(contents("\(folder)/real.csv") == "two")
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link.csv").hasSuffix("real.csv"))
    }
  }

  @Test func devicesAreWrittenInPlace() throws {
    try OutputFile("/dev/null").checkWritable()
    try OutputFile("/dev/null").replace(with: [1, 2, 3])
    #expect(access("/dev/null", F_OK) == 0)
    let error = #expect(throws: Refusal.self) { try OutputFile("/dev/full").replace(with: [1]) }
    #expect(error?.exitStatus == 73)
  }

  @Test func whatCannotBeWrittenIsRescued() throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/gone/a.csv"
      let error = try #require(throws: Refusal.self) {
        try OutputFile(path).replaceOrRescue(pieces: [Array("saved".utf8)])
      }
      let rescue = try #require(error.problem.split(separator: "; the results are in ").last.map(String.init))
      #expect(error.place == path && error.exitStatus == 73 && error.description.contains(rescue))
      #expect(contents(rescue) == "saved")
      unlink(rescue)
    }
  }

  @Test func snapshotsNeverReplaceAFile() throws {
    try inTemporaryFolder { folder in
      try OutputFile("\(folder)/s-002.csv").replace(with: Array("mine".utf8))
      let paths = try (0..<3).map {
        try OutputFile.create([[UInt8(48 + $0)]], in: folder, stem: "s", suffix: ".csv")
      }
      #expect(paths == ["001", "003", "004"].map { "\(folder)/s-\($0).csv" })
      #expect(contents("\(folder)/s-002.csv") == "mine" && contents(paths[2]) == "2")
      #expect(try names(in: folder) == ["s-001.csv", "s-002.csv", "s-003.csv", "s-004.csv"])
      #expect(throws: Refusal.self) {
        try OutputFile.create([[1]], in: "\(folder)/none", stem: "s", suffix: ".csv")
      }
    }
  }

  /// Several files share the first number that none of them has; what gives way leaves nothing.
  @Test func filesShareANumber() throws {
    try inTemporaryFolder { folder in
      try OutputFile("\(folder)/s-001.b").replace(with: [1])
      try OutputFile("\(folder)/s-002.c").replace(with: [2])
      let files = [([[3 as UInt8]], ".a"), ([[4]], ".b")]
      func create() throws -> [String] {
        try OutputFile.create(
          files.map { (pieces: $0.0, suffix: $0.1) }, in: folder, stem: "s", beside: [".c"])
      }
      #expect(try create() == [".a", ".b"].map { "\(folder)/s-003\($0)" })
      #expect(try create() == [".a", ".b"].map { "\(folder)/s-004\($0)" })
      #expect(
        try names(in: folder) == ["s-001.b", "s-002.c", "s-003.a", "s-003.b", "s-004.a", "s-004.b"])
      #expect(contents("\(folder)/s-001.b") == "\u{1}")
    }
  }
}

import Archive
import Foundation
import Testing

@testable import Explorer

/// A study directory whose names, records and files were written to do harm to whoever looks at it.
@Suite(.serialized) struct HostileDirectoryTests {
  static let evil = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\u{202E}"

  /// The records of a small study in journals with evil names, made by kernels with evil names.
  private func study(_ folder: Folder) throws -> (study: StudyFolder, key: String) {
    let run = try Program.piped(["sweep", "--dir", "good"] + SweepCommandTests.small, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    let good = StudyFolder(folder, "good")
    let lines = try good.lines()
    let study = try good.emptyCopy(folder, Self.evil)
    let numerics = try #require(lines.first).record.origin.numerics
    // A record's texts have no escapes; what is left drives terminals, shells and XML.
    let name = "\u{9B}2J\u{9B}31m`touch ran`$(touch ran)';<&>\u{202E}"
    let origin = RecordOrigin(kernel: name, numerics: numerics, version: "\u{9D}0;owned\u{9C}")
    try study.add(try lines.map { try $0.changed(origin) { _ in } }, as: "a\(Self.evil)\nquit\nb")
    // Torn, and unreadable.
    try study.add([Array("{\"no\":\"record\"}\n{\n".utf8)], as: "torn\(Self.evil)")
    try FileManager.default.createDirectory(
      atPath: "\(study.records)/folder\(Self.evil).jsonl", withIntermediateDirectories: true)
    return (study, try #require(lines.last).record.key.description)
  }

  private func isInert(_ text: String) {
    let evil = text.unicodeScalars.first { scalar in
      switch scalar.properties.generalCategory {
      case .control: !["\n", "\r"].contains(scalar)
      case .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    #expect(evil == nil, "\(text.debugDescription)")
  }

  @Test func nothingReachesTheTerminalOrAFile() throws {
    let folder = try Folder()
    let (study, key) = try study(folder)
    func run(_ arguments: [String], status: Int32 = 0) throws -> PipedRun {
      let run = try Program.piped(arguments, directory: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(status), "\(run.error)")
      isInert(run.error)
      isInert(run.output)
      return run
    }
    for format in ExportFormat.allCases {
      let out = "out.\(format.fileExtension)"
      let export = try run(["export", "--dir", Self.evil, "--format", format.rawValue, "--out", out])
      #expect(export.error.contains("1 journal cannot be read") && export.error.contains("passed over"))
      for name in [out, out + ".meta.json"] { isInert(try folder.text(name)) }
      _ = try run(["export", "--dir", Self.evil, "--format", format.rawValue])
    }
    let meta = try #require(
      try JSONSerialization.jsonObject(with: folder.data("out.csv.meta.json")) as? [String: Any])
    #expect((meta["kernels"] as? [String])?.first?.contains("`touch ran`") == true)
    let rerun = try run(["rerun", "--dir", Self.evil, key])
    #expect(rerun.output.contains("recorded by version") && rerun.output.hasSuffix(": identical\n"))
    _ = try run(["sweep", "--dir", Self.evil, "--csv", "a.csv"])
    _ = try run(["sweep", "--dir", "new", "--reuse", Self.evil] + SweepCommandTests.small)
    try FileManager.default.removeItem(atPath: "\(study.path)/arithmetic")
    _ = try run(["export", "--dir", Self.evil], status: 65)
    try folder.write("name = \"a\\u001b[2J\"\n", to: "\(Self.evil)/study.toml")
    _ = try run(["sweep", "--dir", Self.evil], status: 65)
    #expect(!folder.names.contains("ran"))
  }

  /// A journal's name with a line's end would give commands when the session is run again.
  @Test func aSessionHasTheCommandsThatWereGiven() throws {
    let folder = try Folder()
    let (study, _) = try study(folder)
    let session = try ExplorerSession.start(["--dir", Self.evil], directory: folder)
    try session.waitUntil("the complete grid") { $0.progress.done == 40 }
    try session.type("S", until: "the snapshots") { $0.contains("saved ") }
    #expect(session.screen.title == "")
    #expect(try session.quit() == .exited(0))
    let transcript = String(decoding: session.transcript, as: UTF8.self)
    #expect(
      !transcript.contains("\u{1B}]0;") && !transcript.contains("\u{9B}") && !transcript.contains("\u{202E}"))
    for name in folder.names where name.hasPrefix("alpha-depth") { isInert(try folder.text(name)) }
    let sessions = "\(study.path)/sessions"
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: sessions).first)
    let text = try String(contentsOfFile: "\(sessions)/\(name)", encoding: .utf8)
    isInert(text)
    let script = try SessionScript(text, file: name)
    #expect(script.lines.count { if case .command = $0.line { true } else { false } } == 2, "\(text)")
    #expect(script.records?.keys.contains("a\(Self.evil)\nquit\nb.jsonl") == true, "\(text)")
  }
}

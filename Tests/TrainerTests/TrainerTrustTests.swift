import Foundation
import Input
import Testing

@testable import Trainer

/// What the user has confirmed, until something of it changes.
@Suite struct TrainerTrustTests {
  private let folder: String
  private let trust: TrainerTrust

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "trust-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
    trust = TrainerTrust(state: "\(folder)/state")
    try write("print(1)", to: "train.py")
    try write("a = 1", to: "more.toml")
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
  }

  private func subject(
    _ arguments: [String] = ["python3", "train.py", "--file=more.toml"],
    environment: [String: String] = ["A": "1"],
    study: String = "study"
  ) throws(Refusal) -> TrainerTrust.Subject {
    try TrainerTrust.Subject(
      TrainerProgram(arguments, environment: environment, folder: folder), study: Array(study.utf8))
  }

  @Test func isAskedOnce() throws {
    let subject = try subject()
    #expect(!trust.isTrusted(subject))
    try trust.forget(subject)
    try trust.trust(subject)
    try trust.trust(subject)
    #expect(trust.isTrusted(subject))
    #expect(TrainerTrust(state: "\(folder)/state").isTrusted(try self.subject()))
    #expect(!TrainerTrust(state: "\(folder)/other").isTrusted(subject))
    let kept = try String(contentsOfFile: "\(folder)/state/trainers/\(subject.digest)", encoding: .utf8)
    #expect(kept == "python3 train.py --file=more.toml\n")
    try trust.forget(subject)
    #expect(!trust.isTrusted(subject))
  }

  @Test func everyChangeIsAskedAbout() throws {
    try trust.trust(subject())
    let changed = [
      try subject(["python3", "train.py", "--file=more.toml", "x"]), try subject(["python3", "train.py"]),
      try subject(["python3", "train.py --file=more.toml"]), try subject(environment: [:]),
      try subject(environment: ["A": "2"]), try subject(study: "other"),
      try TrainerTrust.Subject(
        TrainerProgram(["python3", "train.py", "--file=more.toml"], environment: ["A": "1"], folder: "/"),
        study: Array("study".utf8)),
    ]
    for subject in changed { #expect(!trust.isTrusted(subject), "\(subject.commandLine)") }
    #expect(Set(changed.map(\.digest)).count == changed.count)
    try write("print(2)", to: "train.py")
    #expect(!trust.isTrusted(try subject()))
    try write("print(1)", to: "train.py")
    #expect(trust.isTrusted(try subject()))
    try write("a = 2", to: "more.toml")
    #expect(!trust.isTrusted(try subject()))
  }

  @Test func looksAtTheFilesOfTheCommand() throws {
    try write("", to: "python3")
    let program = TrainerProgram(
      ["python3", "train.py", "-c", "\(folder)/more.toml", "--file=train.py", "none"], folder: folder)
    #expect(
      TrainerTrust.Subject.files(of: program)
        == ["\(folder)/train.py", "\(folder)/more.toml", "\(folder)/train.py"])
    #expect(
      TrainerTrust.Subject.files(of: TrainerProgram(["./train.py"], folder: folder)) == [
        "\(folder)/./train.py"
      ])
  }

  @Test func whatCannotBeKeptIsRefused() throws {
    let subject = try subject()
    let homeless = TrainerTrust(state: nil)
    #expect(!homeless.isTrusted(subject))
    let refusal = #expect(throws: Refusal.self) { try homeless.trust(subject) }
    #expect(refusal?.exitStatus == 73)
    try write("", to: "file")
    #expect(throws: Refusal.self) { try TrainerTrust(state: "\(folder)/file").trust(subject) }
    // A folder is no confirmation.
    try FileManager.default.createDirectory(
      atPath: "\(folder)/state/trainers/\(subject.digest)", withIntermediateDirectories: true)
    #expect(!trust.isTrusted(subject))
  }

  @Test func refusesWithItsStatus() throws {
    let refusal = TrainerTrust.refusal(of: try subject(), at: "mine.toml")
    #expect(refusal.exitStatus == 77)
    #expect(
      refusal.description.hasPrefix("mine.toml: names a trainer that was not confirmed: python3 train.py"))
  }
}

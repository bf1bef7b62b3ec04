import Testing

@testable import Trainer

/// What is printed for whoever writes a trainer is true.
@Suite struct TrainerTextTests {
  private let text = String(decoding: TrainerTexts.protocol, as: UTF8.self)

  /// The messages of one direction, those of several lines put together.
  private func messages(_ arrow: String) -> [String] {
    var messages: [String] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("   \(arrow) {") {
        messages.append(String(line.dropFirst(5)))
      } else if line.hasPrefix("      "), let last = messages.last, !isWhole(last) {
        messages[messages.count - 1] += line
      }
    }
    // Behind it may stand what it means.
    return messages.map { String($0[...($0.lastIndex(of: "}") ?? $0.startIndex)]) }
  }

  private func isWhole(_ message: String) -> Bool {
    message.count { $0 == "{" } == message.count { $0 == "}" }
  }

  @Test func theAnswersOfTheProtocolAreRead() throws {
    let lines = messages("←")
    try #require(lines.count == 5)
    let declaration = try TrainerDeclaration(line: lines[0].utf8)
    #expect(declaration.name == "my-net" && declaration.mostCells == 16 && declaration.workers == 1)
    for line in lines.dropFirst() { _ = try TrainerAnswer(line: line.utf8, of: declaration) }
  }

  @Test func theRequestsOfTheProtocolAreWritten() {
    let cell = TrainerCell(
      id: 7, parameters: ["lr": .real(0.1), "depth": .whole(16), "act": .choice("relu")], seeds: [0, 1])
    let requests: [TrainerRequest] = [.hello, .train([cell]), .cancel([7]), .quit]
    func sorted(_ text: String) -> String { String(text.sorted()) }
    #expect(messages("→").map(sorted) == requests.map { sorted($0.text) })
    #expect(text.contains("version \(TrainerRequest.version)\n"))
  }

  @Test func textsAreShort() {
    let example = String(decoding: TrainerTexts.example, as: UTF8.self)
    #expect(example.split(separator: "\n", omittingEmptySubsequences: false).count <= 80)
    for line in (text + example).split(separator: "\n") { #expect(line.count <= 132) }
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 66)
  }

  @Test func limitsAreNamed() {
    for limit in [
      "\(LineBuffer.longest >> 20) MB", "a million pairs",
      "(\(TrainerNames.longestSymbol) characters at most)", "a \"choice\", which cannot be an axis,",
      "started again three times",
    ] { #expect(text.contains(limit), "\(limit)") }
    #expect(TrainerAnswer.mostPoints == 1_000_000 && TrainerSession.usualRestarts == 3)
  }
}

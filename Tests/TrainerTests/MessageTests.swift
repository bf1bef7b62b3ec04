import Testing

@testable import Trainer

/// Lines that trainers print, and what is said to them.
@Suite struct MessageTests {
  static let real =
    #"{"name": "lr", "kind": "real", "low": 1e-6, "high": 10, "default": 0.01, "symbol": "η", "scale": "log"}"#

  /// A declaration with these members in place of its usual ones.
  static func declaration(
    parameters: String = "[\(real)]", rest: String = #""quantities": [{"name": "fu", "symbol": "φ"}]"#
  ) throws(TrainerFault) -> TrainerDeclaration {
    try TrainerDeclaration(
      line: #"{"name": "n", "version": "v", "parameters": \#(parameters), \#(rest)}"#.utf8)
  }

  static func parameter(_ members: String) throws(TrainerFault) -> TrainerDeclaration {
    try declaration(parameters: #"[{"name": "p", \#(members)}]"#)
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test func readsADeclaration() throws {
    let text = #"""
      {"name": "my-net", "version": "3f2a", "new": {"a": [null, true]}, "parameters": [
      {"name": "lr", "kind": "real", "low": 1e-6, "high": 10, "default": 0.01, "symbol": "η", "scale": "log"},
      {"name": "depth", "kind": "whole", "low": 1, "high": 512, "default": 8.0},
      {"name": "act", "kind": "choice", "of": ["relu", "gelu"], "default": "relu", "meaning": "\u00e9 \"x\""}],
      "quantities": [{"name": "feature_update", "symbol": "φ", "meaning": "…"}], "most_cells": 16, "workers": 2}
      """#
    let read = try TrainerDeclaration(line: text.replacing("\n", with: " ").utf8)
    #expect(
      read
        == TrainerDeclaration(
          name: "my-net", version: "3f2a",
          parameters: [
            TrainerParameter(
              name: "lr", kind: .real(low: 1e-6, high: 10, usual: 0.01), symbol: "η", scale: .logarithmic),
            TrainerParameter(name: "depth", kind: .whole(low: 1, high: 512, usual: 8), symbol: "depth"),
            TrainerParameter(
              name: "act", kind: .choice(of: ["relu", "gelu"], usual: "relu"), symbol: "act",
              meaning: "é \"x\""),
          ], quantities: [TrainerQuantity(name: "feature_update", symbol: "φ", meaning: "…")], mostCells: 16,
          workers: 2))
    #expect(read.defaults == ["lr": .real(0.01), "depth": .whole(8), "act": .choice("relu")])
    let least = try TrainerDeclaration(
      line:
        #"{"name":"n","version":"1","parameters":[{"name":"a","kind":"real","low":1,"high":1,"default":1}]}"#
        .utf8)
    #expect(least.mostCells == 1 && least.workers == nil && least.quantities.isEmpty)
  }

  /// What is wrong with a parameter, and what would be right.
  @Test(arguments: [
    (
      #""kind": "rael""#,
      "has parameter 1 with \"kind\" \"rael\", which must be \"real\", \"whole\" or \"choice\""
    ),
    (#""kind": "real", "low": 2, "high": 1, "default": 1"#, "\"low\" 2.0, which is above its \"high\" 1.0"),
    (#""kind": "real", "low": 0, "high": 1, "default": 3"#, "\"default\" 3.0, which is not from 0.0 to 1.0"),
    (#""kind": "real", "high": 1, "default": 1"#, "lacks \"low\" in parameter 1; it must be a number"),
    (#""kind": "real", "low": "inf", "high": 1, "default": 1"#, "\"low\" \"inf\", which must be a number"),
    (
      #""kind": "real", "low": 0, "high": 1, "default": 1, "scale": "log""#,
      "must be above 0 on the scale \"log\""
    ),
    (#""kind": "real", "low": 1, "high": 1, "default": 1, "scale": "ln""#, "must be \"lin\" or \"log\""),
    (#""kind": "whole", "low": 0.5, "high": 1, "default": 1"#, "\"low\" 0.5, which must be a whole number"),
    (#""kind": "choice", "of": [], "default": "a""#, "must be a list of at least one text"),
    (#""kind": "choice", "of": ["a", "a"], "default": "a""#, "\"of\" with \"a\" twice"),
    (#""kind": "choice", "of": ["a,b"], "default": "a,b""#, "\"of\" with \"a,b\", which must be letters"),
    (#""kind": "choice", "of": ["a", "b"], "default": "c""#, "\"default\" \"c\", which must be one of: a, b"),
    (#""kind": "choice", "of": "a", "default": "a""#, "\"of\" \"a\", which must be a list"),
    (
      #""kind": "real", "low": 1, "high": 1, "default": 1, "symbol": "\u001b[2J""#,
      "characters that cannot be shown"
    ),
    (
      #""kind": "real", "low": 1, "high": 1, "default": 1, "symbol": "much too long""#,
      "longer than 8 characters"
    ),
    (
      #""kind": "real", "low": 1, "high": 1, "default": 1, "meaning": "a\nb""#,
      "characters that cannot be shown"
    ),
    (#""kind": "real", "kind": "real""#, "says \"kind\" twice in parameter 1"),
  ]) func refusesParameters(_ members: String, _ words: String) {
    #expect(
      problem { _ = try Self.parameter(members) }.contains(words),
      "\(problem { _ = try Self.parameter(members) })")
  }

  @Test(arguments: [
    "", "Lr", "1a", "l-r", "_a", "é", "a b", "loss", "seed", "regime", String(repeating: "a", count: 41),
  ])
  func refusesNames(_ name: String) {
    let text = #"[{"name": "\#(name)", "kind": "real", "low": 1, "high": 1, "default": 1}]"#
    #expect(
      problem { _ = try Self.declaration(parameters: text) }.contains(
        "\"name\" \"\(name.prefix(60))\", which"))
  }

  @Test(arguments: [
    ("[]", "{}", "must be a list of at least one object"), ("3", "{}", "which must be a list"),
    ("[\(real), \(real)]", "{}", "gives the name \"lr\" twice"),
    ("[\(real)]", #"{"quantities": [{"name": "lr"}]}"#, "gives the name \"lr\" twice"),
    ("[\(real)]", #"{"quantities": [{"name": "x", "symbol": "η"}]}"#, "gives the symbol \"η\" to \"x\""),
    ("[\(real)]", #"{"quantities": [{"name": "x", "symbol": "lr"}]}"#, "gives the symbol \"lr\" to \"x\""),
    ("[\(real)]", #"{"most_cells": 0}"#, "\"most_cells\" 0, which must be from 1 to 4096"),
    ("[\(real)]", #"{"workers": 1.5}"#, "\"workers\" 1.5, which must be a whole number"),
  ]) func refusesDeclarations(_ parameters: String, _ rest: String, _ words: String) {
    let members = rest == "{}" ? #""x": 1"# : String(rest.dropFirst().dropLast())
    let found = problem { _ = try Self.declaration(parameters: parameters, rest: members) }
    #expect(found.contains(words), "\(found)")
  }

  @Test func limitsWhatIsDeclared() {
    let many = (0..<65).map { #"{"name": "p\#($0)", "kind": "real", "low": 1, "high": 1, "default": 1}"# }
    let found = problem { _ = try Self.declaration(parameters: "[\(many.joined(separator: ","))]") }
    #expect(found.contains("more than 64 entries"))
  }

  // MARK: Answers

  private func answer(_ text: String) throws -> TrainerAnswer {
    try TrainerAnswer(line: text.utf8, of: Self.declaration())
  }

  @Test func readsAnswers() throws {
    #expect(
      try answer(#"{"id": 7, "seed": 1, "step": 40, "loss": 0.81, "lr": 3}"#)
        == .loss(id: 7, seed: 1, TrainerPoint(step: 40, value: 0.81)))
    #expect(
      try answer(#" {"failed": "out of \ud83d\ude00 memory", "id": 8} "# + "\r")
        == .failed(id: 8, "out of 😀 memory"))
    let text =
      #"{"id": 7, "seed": 0, "losses": [[0, 2.3], [10.0, "inf"], [11, "-inf"]], "quantities": {"fu": [[5, 1e-3]]}}"#
    let losses = [(0, 2.3), (10, .infinity), (11, -.infinity)].map { TrainerPoint(step: $0.0, value: $0.1) }
    #expect(
      try answer(text)
        == .seed(
          id: 7,
          TrainerSeed(seed: 0, losses: losses, quantities: ["fu": [TrainerPoint(step: 5, value: 0.001)]])))
    guard case .loss(_, _, let point) = try answer(#"{"id": 7, "seed": 1, "step": 0, "loss": "nan"}"#) else {
      Issue.record("no loss")
      return
    }
    #expect(point.value.isNaN)
  }

  @Test(arguments: [
    ("", "is empty; every line is a message"),
    ("Epoch 1/10", "is no message but \"Epoch 1/10\"; print what is none on standard error"),
    ("\u{1b}[2J", "is no message but \"?[2J\""),
    ("{", "is not JSON: needs a name in quotes at byte 2, where it has the end"),
    (#"{"id": 7"#, "is not JSON: needs a comma or } at byte 9, where it has the end"),
    (#"{"id": 7} x"#, "is not JSON: needs nothing more at byte 11, where it has \"x\""),
    (#"{"id": 07, "failed": ""}"#, "is not JSON: needs a value at byte 8"),
    (#"{'id': 7}"#, "is not JSON: needs a name in quotes at byte 2"),
    (
      #"{"id": 1, "seed": 0, "step": 1, "loss": NaN}"#,
      "has NaN, which JSON does not know; write \"nan\" in quotes"
    ),
    (#"{"id": 1, "seed": 0, "step": 1, "loss": -Infinity}"#, "write \"-inf\" in quotes"),
    (#"{"id": 1, "seed": 0, "step": 1, "loss": 1e999}"#, "\"loss\" 1e999, which must be a number"),
    (#"{"id": 1, "seed": 0, "step": 1, "loss": null}"#, "\"loss\" null, which must be a number"),
    (#"{"id": 1, "seed": 0, "step": -1, "loss": 1}"#, "\"step\" -1, which must be a whole number from 0 on"),
    (#"{"id": 1, "step": 1, "loss": 1}"#, "lacks \"seed\"; it must be a whole number"),
    (#"{"id": "1", "failed": "x"}"#, "\"id\" \"1\", which must be a whole number"),
    (#"{"id": 1, "id": 1, "failed": "x"}"#, "says \"id\" twice"),
    (#"{"id": 1, "failed": 3}"#, "\"failed\" 3, which must be text in quotes"),
    (#"{"id": 1, "failed": "\x"}"#, "has the escape \\x"),
    (#"{"id": 1, "failed": "\ud800"}"#, "half a surrogate pair"),
    (#"{"id": 1}"#, "has an \"id\" but none of \"loss\", \"losses\" and \"failed\""),
    (#"{"seed": 1, "losses": []}"#, "lacks \"id\""),
    (#"{"id": 1, "loss": 1, "failed": "x"}"#, "says \"failed\" and \"loss\"; one of them is meant"),
    (#"{"progress": 0.5}"#, "is an unknown message with \"progress\" in it"),
    (#"{}"#, "is an unknown message with nothing in it"),
    (#"{"name": "n", "parameters": []}"#, "declares the trainer once more"),
    (#"{"id": 1, "seed": 0, "losses": []}"#, "a list with at least one [step, loss]"),
    (#"{"id": 1, "seed": 0, "losses": [1, 2]}"#, "\"losses\" whose entry 1 is not a pair"),
    (#"{"id": 1, "seed": 0, "losses": [[0, 1, 2]]}"#, "\"losses\" whose entry 1 is not a pair"),
    (#"{"id": 1, "seed": 0, "losses": [[0, 1], [0, 1]]}"#, "whose steps do not grow: 0 before 0"),
    (#"{"id": 1, "seed": 0, "losses": [[0, true]]}"#, "entry 1 has a value that is neither a number nor"),
    (#"{"id": 1, "seed": 0, "losses": [[0.5, 1]]}"#, "entry 1 has a step that is no whole number"),
    (
      #"{"id": 1, "seed": 0, "losses": [[0, 1]], "quantities": []}"#,
      "\"quantities\" [], which must be an object"
    ),
    (
      #"{"id": 1, "seed": 0, "losses": [[0, 1]], "quantities": {"fo": []}}"#,
      "a quantity \"fo\"; declared are: fu"
    ),
  ]) func refusesAnswers(_ text: String, _ words: String) {
    let found = problem { _ = try answer(text) }
    #expect(found.contains(words), "\(found)")
    #expect(found.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
  }

  @Test func refusesWhatIsTooDeepOrTooLong() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(problem { _ = try answer(#"{"id": \#(deep)"#) }.contains("more than 32 deep"))
    let long = (0...TrainerAnswer.mostPoints).map { "[\($0),1]" }.joined(separator: ",")
    #expect(
      problem { _ = try answer(#"{"id": 1, "seed": 0, "losses": [\#(long)]}"#) }
        .contains("more than 1000000 values"))
  }

  @Test func refusesWhatIsNoUTF8() throws {
    let bytes = Array(#"{"id": 1, "failed": ""#.utf8) + [0xff] + Array(#""}"#.utf8)
    #expect(
      problem { _ = try TrainerAnswer(line: bytes, of: Self.declaration()) }.contains("is not UTF-8 text"))
  }

  // MARK: Requests

  @Test func writesRequests() {
    #expect(TrainerRequest.hello.text == #"{"phase_tui": 1}"#)
    let cell = TrainerCell(
      id: 7, parameters: ["lr": .real(0.1), "depth": .whole(16), "act": .choice("relu"), "x": .real(1e-7)],
      seeds: [0, 1])
    #expect(
      TrainerRequest.train([cell, TrainerCell(id: 8, parameters: [:], seeds: [3])]).text
        == #"{"train": [{"id": 7, "parameters": {"act": "relu", "depth": 16, "lr": 0.1, "x": 1e-07}, "seeds": [0, 1]}, {"id": 8, "parameters": {}, "seeds": [3]}]}"#
    )
    #expect(TrainerRequest.cancel([7, 8]).text == #"{"cancel": [7, 8]}"#)
    #expect(TrainerRequest.quit.text == #"{"quit": true}"#)
  }

  // MARK: Lines

  @Test func linesComeInPieces() throws {
    var lines = LineBuffer(longest: 8)
    var found: [String] = []
    for piece in ["ab", "c\nd\n\ne", "f", "\n12345678\n", "x"] {
      try Array(piece.utf8).withUnsafeBytes { bytes in
        lines.append(bytes)
        while let line = try lines.next() { found.append(String(decoding: line, as: UTF8.self)) }
      }
    }
    #expect(found == ["abc", "d", "", "ef", "12345678"] && lines.count == 5 && lines.isWithinLine)
    Array("23456789".utf8).withUnsafeBytes { lines.append($0) }
    let fault = #expect(throws: TrainerFault.self) { try lines.next() }
    #expect(fault?.line == 6 && fault?.problem.hasPrefix("has more than") == true)
  }
}

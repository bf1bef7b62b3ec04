import Input

extension OwnRule {
  /// Of a table of a study file.
  init(_ section: Section, _ vocabulary: Vocabulary) throws(Refusal) {
    try section.allowOnly(["regime", "letter", "when"])
    guard let regime = try section.text("regime"), let when = try section.text("when") else {
      throw section.error(nil, "a [[rule]] needs a regime = \"…\" and a when = \"…\"")
    }
    guard Self.isName(regime) else {
      throw section.error(
        "regime", "regime is \"\(regime)\"; it must be up to 24 letters, digits, blanks and -")
    }
    let letter = try section.text("letter")
    if let letter, letter.count != 1 || !letter.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) {
      throw section.error("letter", "letter is \"\(letter)\"; it must be one letter or digit")
    }
    let condition: Condition
    do throws(ConditionProblem) {
      condition = try Condition(when, ConditionWords.ofRules(vocabulary))
    } catch {
      throw section.error("when", "when = \"\(when)\", \(error)")
    }
    self.init(regime: regime, letter: letter?.first, when: condition)
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, (1...24).contains(text.count), first.isLetter, text.last != " " else {
      return false
    }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " -".contains($0)) }
  }

  /// Reads back to the same.
  var toml: [String] {
    ["", "[[rule]]", "regime = \(StudyTrainer.quoted(regime))"]
      + (letter.map { ["letter = \"\($0)\""] } ?? []) + ["when = \(StudyTrainer.quoted(when.text))"]
  }
}

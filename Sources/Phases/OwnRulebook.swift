import Input
import Model

extension ConditionWords {
  /// What a study's own rules can name: of a seed its losses and quantities, and its cell's parameters.
  package static func ofRules(_ vocabulary: Vocabulary) -> ConditionWords {
    let quantities = vocabulary.quantities.ofSeeds
    let names = quantities.map(\.name) + vocabulary.parameters.map(\.name)
    return ConditionWords(names: names) { name in
      if let quantity = vocabulary.quantities.quantity(spelling: name) { return (quantity.name, nil) }
      return vocabulary.parameter(spelling: name).map { ($0.name, $0.choices) }
    }
  }
}

extension Rulebook {
  /// Regimes that a study may have of its own.
  static let mostOwn = 4

  /// A study's own rules before those that there are for its networks. Throws a `Complaint`.
  convenience init(_ own: [OwnRule], of declaration: Declaration) throws {
    let base = Rulebook.of(declaration)
    var (regimes, marks) = (base.regimes, [Mark]())
    // Ties go to the earlier rule's.
    var first: [Regime] = []
    var rules: [Rule] = []
    // Ranks without a regime stay empty.
    var rank = (base.regimes.map(\.rank).max() ?? 0) + 1
    for rule in own {
      let known = regimes.first { [$0.displayName, $0.csvName].contains(rule.regime) }
      if let known {
        if let letter = rule.letter, letter != known.mark.letter {
          throw Complaint(
            "the regime \(rule.regime) has the letter \(known.mark.letter), and cannot have \(letter)")
        }
      } else {
        guard marks.count < Rulebook.mostOwn else {
          throw Complaint(
            "a study can have \(Rulebook.mostOwn) regimes of its own; leave out \(rule.regime)")
        }
        guard let letter = rule.letter else {
          throw Complaint("the regime \(rule.regime) needs a letter = \"…\"")
        }
        guard !(base.marks + marks).contains(where: { $0.letter == letter }) else {
          throw Complaint("the letter \(letter) of \(rule.regime) is another regime's; choose another")
        }
        let mark = Mark(own: rule, letter, at: marks.count)
        marks.append(mark)
        regimes.append(Regime(rank: rank, mark))
        rank += 1
      }
      let regime = known ?? regimes[regimes.count - 1]
      if !first.contains(regime) { first.append(regime) }
      rules.append(Rule(rule.when.text, regime) { seed in rule.when.holds(seed.number, seed.word) })
    }
    self.init(
      regimes: first + regimes.filter { !first.contains($0) }, rules: rules + base.rules, notes: base.notes,
      marks: marks + base.marks, thresholds: base.thresholds, meanings: base.meanings, own: own,
      before: base)
  }
}

extension Mark {
  /// Of a study's own regime: themes have roles to spare for these; in print they have the colours of Okabe and Ito that the
  /// other regimes leave.
  fileprivate convenience init(own rule: OwnRule, _ letter: Character, at place: Int) {
    let prints = [
      Print(fill: "#009E73", ink: "#003D2C", hatching: "M0 2H8M0 6H8", gnuplotStyle: "pattern 6"),
      Print(fill: "#0072B2", ink: "#BFE3FF", hatching: "M2 0V8M6 0V8", gnuplotStyle: "pattern 7"),
      Print(fill: "#E69F00", ink: "#5C3F00", hatching: "M0 8L8 0", gnuplotStyle: "pattern 3"),
      Print(fill: "#FFFFFF", ink: "#000000", hatching: "M3 4H5M4 3V5", gnuplotStyle: "pattern 0"),
    ]
    self.init(
      name: rule.name, title: rule.regime, shortTitle: rule.regime, letter: letter,
      themeRole: "regime.own-\(place + 1)", print: prints[place], meaning: rule.when.text, isOwn: true)
  }
}

extension Evidence {
  /// Of a declared network's seed, what a name means.
  fileprivate func number(_ name: String) -> Double? {
    switch name {
    case Quantity.initialLoss.name: return Double(initialLoss)
    case Quantity.finalLoss.name: return Double(finalLoss)
    case Quantity.peakLoss.name: return Double(peakLoss)
    default: break
    }
    guard let network else { return nil }
    if let place = network.declaration.quantities.firstIndex(where: { $0.name == name }) {
      return declared[place].isNaN ? nil : Double(declared[place])
    }
    return parameter(name, of: network)?.number
  }

  fileprivate func word(_ name: String) -> String? { network.flatMap { parameter(name, of: $0)?.choice } }

  private func parameter(_ name: String, of network: DeclaredValues) -> Problem.Field.Value? {
    network.declaration.parameters.firstIndex { $0.name == name }.map { network.values[$0] }
  }
}

extension TrainerDeclaration {
  /// Of the first line that a trainer prints.
  package init(line bytes: some Collection<UInt8>) throws(TrainerFault) {
    self = try Array(bytes).reading { bytes throws(TrainerFault) in
      try TrainerDeclaration(JSONMembers.ofLine(bytes))
    }
  }

  private init(_ members: JSONMembers) throws(TrainerFault) {
    name = try members.shownText("name", TrainerNames.longestText)
    version = try members.shownText("version", TrainerNames.longestText)
    let parameters = try members.objects("parameters", atMost: TrainerNames.mostParameters, kind: "parameter")
    guard let parameters, !parameters.isEmpty else {
      throw members.wrong("parameters", needs: "a list of at least one object")
    }
    self.parameters = []
    for parameter in parameters { self.parameters.append(try TrainerParameter(parameter)) }
    let quantities = try members.objects("quantities", atMost: TrainerNames.mostQuantities, kind: "quantity")
    self.quantities = []
    for quantity in quantities ?? [] { self.quantities.append(try TrainerQuantity(quantity)) }
    mostCells = try members.count("most_cells", TrainerNames.mostCells) ?? 1
    workers = try members.count("workers", TrainerNames.mostWorkers)
    try checkWords()
  }

  /// No name or symbol means two things.
  private func checkWords() throws(TrainerFault) {
    var names: Set<String> = []
    let all = parameters.map { ($0.name, $0.symbol) } + quantities.map { ($0.name, $0.symbol) }
    for (name, _) in all where !names.insert(name).inserted {
      throw TrainerFault(
        "gives the name \(name.quoted) twice; parameters and quantities need names of their own")
    }
    var symbols: Set<String> = []
    for (name, symbol) in all
    where !symbols.insert(symbol).inserted || symbol != name && names.contains(symbol) {
      throw TrainerFault(
        "gives the symbol \(symbol.quoted) to \"\(name)\", though it means something else already")
    }
  }
}

extension TrainerParameter {
  fileprivate init(_ members: JSONMembers) throws(TrainerFault) {
    name = try members.name()
    symbol = try members.shownText("symbol", TrainerNames.longestSymbol, otherwise: name)
    meaning = try members.shownText("meaning", TrainerNames.longestText, otherwise: "")
    let words = Scale.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    guard let scale = Scale(rawValue: try members.text("scale") ?? "lin") else {
      throw members.wrong("scale", needs: words)
    }
    self.scale = scale
    switch try members.text("kind") {
    case "real":
      let (low, high, usual) = (
        try members.finite("low"), try members.finite("high"), try members.finite("default")
      )
      try members.checkRange(low, high, usual, scale)
      kind = .real(low: low ?? 0, high: high ?? 0, usual: usual ?? 0)
    case "whole":
      let (low, high, usual) = (
        try members.whole("low"), try members.whole("high"), try members.whole("default")
      )
      try members.checkRange(low, high, usual, scale)
      kind = .whole(low: low ?? 0, high: high ?? 0, usual: usual ?? 0)
    case "choice":
      let choices = try members.choices()
      guard let usual = try members.text("default"), choices.contains(usual) else {
        throw members.wrong("default", needs: "one of: " + choices.joined(separator: ", "))
      }
      kind = .choice(of: choices, usual: usual)
    default: throw members.wrong("kind", needs: "\"real\", \"whole\" or \"choice\"")
    }
  }
}

extension TrainerQuantity {
  fileprivate init(_ members: JSONMembers) throws(TrainerFault) {
    name = try members.name()
    symbol = try members.shownText("symbol", TrainerNames.longestSymbol, otherwise: name)
    meaning = try members.shownText("meaning", TrainerNames.longestText, otherwise: "")
  }
}

extension JSONMembers {
  fileprivate func name() throws(TrainerFault) -> String {
    guard let name = try text("name") else { throw wrong("name", needs: "text in quotes") }
    if let problem = TrainerNames.problem(with: name) { throw wrong("name", "\(name.quoted), \(problem)") }
    return name
  }

  /// - Parameter otherwise: where there is none; without it there must be one.
  fileprivate func shownText(
    _ member: String, _ most: Int, otherwise: String? = nil
  ) throws(TrainerFault) -> String {
    guard let text = try text(member) else {
      guard let otherwise else { throw wrong(member, needs: "text in quotes") }
      return otherwise
    }
    if text.isEmpty, otherwise == "" { return text }
    if let problem = TrainerNames.problem(withText: text, atMost: most) {
      throw wrong(member, "\(text.quoted), \(problem)")
    }
    return text
  }

  fileprivate func count(_ member: String, _ most: Int) throws(TrainerFault) -> Int? {
    guard let count = try whole(member) else { return nil }
    guard 1...most ~= count else { throw wrong(member, needs: "from 1 to \(most)") }
    return count
  }

  fileprivate func checkRange<Number: Comparable & ExpressibleByIntegerLiteral>(
    _ low: Number?, _ high: Number?, _ usual: Number?, _ scale: TrainerParameter.Scale
  ) throws(TrainerFault) {
    guard let low else { throw wrong("low", needs: "a number") }
    guard let high else { throw wrong("high", needs: "a number") }
    guard let usual else { throw wrong("default", needs: "a number") }
    guard low <= high else { throw wrong("low", "\(low), which is above its \"high\" \(high)") }
    guard low <= usual, usual <= high else {
      throw wrong("default", "\(usual), which is not from \(low) to \(high)")
    }
    guard scale == .linear || low > 0 else {
      throw wrong("low", "\(low), which must be above 0 on the scale \"log\"")
    }
  }

  fileprivate func choices() throws(TrainerFault) -> [String] {
    let entries = try list("of", atMost: TrainerNames.mostChoices)
    guard let entries, !entries.isEmpty else { throw wrong("of", needs: "a list of at least one text") }
    var choices: [String] = []
    for entry in entries {
      guard entry.kind == .text else { throw wrong("of", needs: "a list of texts in quotes") }
      let choice = try line.text(entry)
      if let problem = TrainerNames.problem(withChoice: choice) {
        throw wrong("of", "with \(choice.quoted), \(problem)")
      }
      guard !choices.contains(choice) else { throw wrong("of", "with \(choice.quoted) twice") }
      choices.append(choice)
    }
    return choices
  }
}

extension [UInt8] {
  /// Runs a body on the bytes that throws faults and nothing else.
  func reading<Result>(
    _ body: (UnsafeRawBufferPointer) throws(TrainerFault) -> Result
  ) throws(TrainerFault) -> Result {
    try withUnsafeBufferPointer { bytes throws(TrainerFault) in try body(UnsafeRawBufferPointer(bytes)) }
  }
}

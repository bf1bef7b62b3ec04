/// A value at a training step.
package struct TrainerPoint: Hashable, Sendable {
  package var step: Int
  package var value: Double

  package init(step: Int, value: Double) {
    self.step = step
    self.value = value
  }
}

/// What one seed of a cell gave.
package struct TrainerSeed: Hashable, Sendable {
  package var seed: Int
  /// By their steps, at least one.
  package var losses: [TrainerPoint]
  /// By the names that were declared; those that the trainer did not measure here are missing.
  package var quantities: [String: [TrainerPoint]]

  package init(seed: Int, losses: [TrainerPoint], quantities: [String: [TrainerPoint]] = [:]) {
    self.seed = seed
    self.losses = losses
    self.quantities = quantities
  }
}

/// What a trainer prints after its declaration.
enum TrainerAnswer: Hashable {
  /// A loss while it trains.
  case loss(id: Int, seed: Int, TrainerPoint)
  /// Ends a seed.
  case seed(id: Int, TrainerSeed)
  /// Ends a cell.
  case failed(id: Int, String)

  var id: Int {
    switch self {
    case .loss(let id, _, _), .seed(let id, _), .failed(let id, _): id
    }
  }

  /// Values of one curve at most.
  static let mostPoints = 1_000_000

  /// - Parameter declaration: whose quantities are known.
  init(line bytes: some Collection<UInt8>, of declaration: TrainerDeclaration) throws(TrainerFault) {
    self = try Array(bytes).reading { bytes throws(TrainerFault) in
      try TrainerAnswer(JSONMembers.ofLine(bytes), declaration)
    }
  }

  private init(_ members: JSONMembers, _ declaration: TrainerDeclaration) throws(TrainerFault) {
    let kinds = ["failed", "losses", "loss"].filter(members.has)
    guard kinds.count == 1, members.has("id") else { throw Self.unknown(members, kinds) }
    guard let id = try members.whole("id") else { throw members.wrong("id", needs: "a whole number") }
    if kinds == ["failed"] {
      self = .failed(id: id, try members.text("failed") ?? "")
      return
    }
    guard let seed = try members.whole("seed") else { throw members.wrong("seed", needs: "a whole number") }
    if kinds == ["loss"] {
      guard let step = try members.whole("step"), step >= 0 else {
        throw members.wrong("step", needs: "a whole number from 0 on")
      }
      self = .loss(id: id, seed: seed, TrainerPoint(step: step, value: try members.number("loss") ?? .nan))
      return
    }
    let losses = try members.line.curve(members["losses"], "\"losses\"")
    guard !losses.isEmpty else {
      throw members.wrong("losses", needs: "a list with at least one [step, loss]")
    }
    self = .seed(
      id: id,
      TrainerSeed(seed: seed, losses: losses, quantities: try Self.quantities(members, declaration)))
  }

  private static func unknown(_ members: JSONMembers, _ kinds: [String]) -> TrainerFault {
    if kinds.count > 1 {
      return TrainerFault(
        "says \(kinds.map { "\"\($0)\"" }.joined(separator: " and ")); one of them is meant")
    }
    if kinds.isEmpty, members.has("id") {
      return TrainerFault("has an \"id\" but none of \"loss\", \"losses\" and \"failed\"")
    }
    if kinds.count == 1 { return TrainerFault("lacks \"id\", the cell that it is about") }
    if members.has("parameters") {
      return TrainerFault("declares the trainer once more; that is the first line alone")
    }
    let names = members.names.prefix(4).map(\.quoted).joined(separator: ", ")
    return TrainerFault("is an unknown message with \(members.isEmpty ? "nothing" : names) in it")
  }

  private static func quantities(
    _ members: JSONMembers, _ declaration: TrainerDeclaration
  ) throws(TrainerFault) -> [String: [TrainerPoint]] {
    guard let value = members["quantities"] else { return [:] }
    guard value.kind == .object else { throw members.wrong("quantities", needs: "an object") }
    var quantities: [String: [TrainerPoint]] = [:]
    let line = members.line
    var object = JSONLine(line.bytes, value.range)
    try object.forEachMember { name, value throws(TrainerFault) in
      guard declaration.quantity(name) != nil else {
        let known = declaration.quantities.map(\.name)
        let remedy = known.isEmpty ? "none was declared" : "declared are: " + known.joined(separator: ", ")
        throw TrainerFault("has a quantity \(name.quoted); \(remedy)")
      }
      guard quantities.updateValue(try line.curve(value, "the quantity \"\(name)\""), forKey: name) == nil
      else {
        throw TrainerFault("says \(name.quoted) twice in \"quantities\"")
      }
    }
    return quantities
  }
}

extension JSONLine {
  /// `[[step, value], …]` with steps that grow.
  fileprivate func curve(_ value: Value?, _ name: String) throws(TrainerFault) -> [TrainerPoint] {
    guard let value, value.kind == .list else {
      throw TrainerFault("has \(name), which must be a list of pairs [step, value]")
    }
    var points: [TrainerPoint] = []
    var list = JSONLine(bytes, value.range)
    try list.forEachEntry { line throws(TrainerFault) in
      let count = points.count
      guard count < TrainerAnswer.mostPoints else {
        throw TrainerFault("has \(name) with more than \(TrainerAnswer.mostPoints) values; leave some out")
      }
      guard let (first, second) = try line.pair() else {
        throw TrainerFault("has \(name) whose entry \(count + 1) is not a pair [step, value]")
      }
      guard let step = line.whole(first), step >= 0 else {
        throw TrainerFault(
          "has \(name) whose entry \(count + 1) has a step that is no whole number from 0 on")
      }
      guard let number = line.number(second) else {
        throw TrainerFault(
          "has \(name) whose entry \(count + 1) has a value that is neither a number nor \"nan\", \"inf\" or \"-inf\""
        )
      }
      if let last = points.last, step <= last.step {
        throw TrainerFault("has \(name) whose steps do not grow: \(last.step) before \(step)")
      }
      points.append(TrainerPoint(step: step, value: number))
    }
    return points
  }
}

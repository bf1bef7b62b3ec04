/// Speaks the protocol with a program and says what is right and wrong, in the order in which it happens.
package struct TrainerCheck {
  package struct Finding: Hashable, Sendable {
    package enum Verdict: String, Hashable, Sendable {
      case right, wrong
      /// Allowed, though it may not be meant.
      case note
    }

    package var verdict: Verdict
    /// In one line.
    package var text: String
  }

  private let session: TrainerSession
  private let keptSteps: ([Int]) -> [Int]
  private let report: (Finding) -> Void
  private var isRight = true
  private var nextID = 1

  /// - Parameters:
  ///   - session: a new one; `stop` ends the check, too.
  ///   - keptSteps: of the steps at which losses were reported, those after which quantities are kept.
  ///   - report: called with each finding as soon as it is there.
  package init(
    _ session: TrainerSession, keptSteps: @escaping ([Int]) -> [Int], _ report: @escaping (Finding) -> Void
  ) {
    self.session = session
    self.keptSteps = keptSteps
    self.report = report
  }

  /// Whether nothing is wrong.
  package mutating func run() -> Bool {
    do throws(TrainerFault) {
      if let declaration = try session.declaration() {
        tell(.right, "line 1: \(declaration.summary)")
        for line in declaration.rows { tell(.right, "        \(line)") }
        converse(declaration)
      }
    } catch {
      tell(.wrong, "\(error)")
    }
    leave()
    return isRight
  }

  private mutating func tell(_ verdict: Finding.Verdict, _ text: String) {
    if verdict == .wrong { isRight = false }
    report(Finding(verdict: verdict, text: text))
  }

  // MARK: The conversation; each part only where the ones before went well

  private mutating func converse(_ declaration: TrainerDeclaration) {
    let usual = cell(declaration.defaults, seeds: [0, 1])
    tell(.right, "→ cell \(usual.id), everything at its default, with the seeds 0 and 1")
    guard let outcomes = train([usual]), let first = seeds(outcomes[0], of: usual) else { return }
    judge(first, declaration)

    let again = cell(declaration.defaults, seeds: [0])
    let others = declaration.variations.prefix(max(1, min(declaration.mostCells, 4) - 1)).map {
      name, values in
      (name, cell(values, seeds: [0]))
    }
    let number = 1 + others.count
    let way = number <= declaration.mostCells ? "at once" : "one after the other"
    let names = others.map(\.0).joined(separator: ", ")
    let what = others.isEmpty ? "" : ", then with another \(names)"
    tell(.right, "→ \(number) more cells \(way), the first as before\(what)")
    guard let outcomes = train([again] + others.map(\.1)) else { return }
    if let second = seeds(outcomes[0], of: again) { compare(first[0], second[0]) }
    guard isRight else { return }
    cancel(declaration)
  }

  private mutating func cancel(_ declaration: TrainerDeclaration) {
    let unwanted = cell(declaration.defaults, seeds: [2, 3])
    let next = cell(declaration.defaults, seeds: [4])
    tell(
      .right, "→ cell \(unwanted.id), which is cancelled once something is said of it, and cell \(next.id)")
    let session = session
    let outcomes = session.train([unwanted]) { _ in session.cancel([unwanted.id]) }
    if case .failed(let words) = outcomes[0] { return tell(.wrong, words) }
    guard let outcomes = train([next]), seeds(outcomes[0], of: next) != nil else { return }
    tell(.right, "goes on; what it said of cell \(unwanted.id) was ignored")
  }

  private mutating func leave() {
    switch session.close() {
    case nil: break
    case .byItself(status: 0)?: tell(.right, "→ quit: it ends with status 0")
    case .byItself(let status?)?: tell(.wrong, "→ quit: it ends with status \(status), which should be 0")
    case .byItself(nil)?: tell(.wrong, "→ quit: it ends by a signal, which should be status 0")
    case .terminated?: tell(.wrong, "→ quit: it does not end in time; SIGTERM ends it")
    case .killed?: tell(.wrong, "→ quit: it ends neither in time nor by SIGTERM; SIGKILL ends it")
    }
  }

  // MARK: Cells

  private mutating func cell(_ parameters: [String: TrainerValue], seeds: [Int]) -> TrainerCell {
    defer { nextID += 1 }
    return TrainerCell(id: nextID, parameters: parameters, seeds: seeds)
  }

  /// `nil` after what ends the trainer, or where nobody wants it any more.
  private mutating func train(_ cells: [TrainerCell]) -> [TrainerOutcome]? {
    var live: [[Int]: [(line: Int, step: Int)]] = [:]
    var findings: [Finding] = []
    var isBroken = false
    let (report, keptSteps) = (report, keptSteps)
    func tell(_ verdict: Finding.Verdict, _ text: String) {
      findings.append(Finding(verdict: verdict, text: text))
      report(findings[findings.count - 1])
    }
    let outcomes = session.train(cells) { event in
      let line = event.line ?? 0
      switch event.content {
      case .loss(let seed, let point): live[[event.id, seed], default: []].append((line, point.step))
      case .seed(let seed):
        let of = "seed \(seed.seed) of cell \(event.id)"
        if let said = live[[event.id, seed.seed]], let first = said.first, let last = said.last {
          let lines = said.count == 1 ? "line \(first.line)" : "lines \(first.line) to \(last.line)"
          tell(.right, "\(lines): \(said.count) losses of \(of) while it trains, up to step \(last.step)")
        }
        tell(.right, "line \(line): \(of) ends with \(seed.summary(keptSteps))")
      case .ended(.failed(let words)) where event.line != nil:
        tell(.note, "line \(line): cell \(event.id) has failed: \(words)")
      case .ended(.failed(let words)):
        // Of all cells that it had the reason is the same.
        if !isBroken { tell(.wrong, words) }
        isBroken = true
      case .ended: break
      }
    }
    if findings.contains(where: { $0.verdict == .wrong }) { isRight = false }
    return isBroken || outcomes.contains(.cancelled) ? nil : outcomes
  }

  private mutating func seeds(_ outcome: TrainerOutcome, of cell: TrainerCell) -> [TrainerSeed]? {
    switch outcome {
    case .trained(let seeds): return seeds
    case .cancelled: return nil
    case .failed:
      tell(.wrong, "cell \(cell.id) has failed, though everything is at its default")
      return nil
    }
  }

  // MARK: Judgement

  private mutating func judge(_ seeds: [TrainerSeed], _ declaration: TrainerDeclaration) {
    for quantity in declaration.quantities where seeds.allSatisfy({ $0.quantities[quantity.name] == nil }) {
      tell(.note, "\(quantity.name) was declared, and is not measured at the defaults")
    }
    if seeds.contains(where: { !$0.losses.allSatisfy(\.value.isFinite) }) {
      tell(.note, "some losses at the defaults are not finite")
    }
    if seeds[0].losses.map(\.value.bitPattern) == seeds[1].losses.map(\.value.bitPattern) {
      tell(.note, "the seeds 0 and 1 give the same losses; is the seed used?")
    }
  }

  private mutating func compare(_ first: TrainerSeed, _ second: TrainerSeed) {
    let pairs = zip(first.losses, second.losses)
    let same = { (a: TrainerPoint, b: TrainerPoint) in
      a.step == b.step && (a.value == b.value || a.value.isNaN && b.value.isNaN)
    }
    if let (a, b) = pairs.first(where: { !same($0, $1) }) {
      tell(
        .note,
        "the same cell gives other losses: \(a.value) at step \(a.step), then \(b.value) at step \(b.step)")
    } else if first.losses.count != second.losses.count {
      tell(.note, "the same cell gives \(first.losses.count) losses, then \(second.losses.count)")
    } else {
      tell(.right, "the same cell gives the same losses")
    }
  }
}

extension TrainerDeclaration {
  fileprivate var summary: String {
    let cells = mostCells == 1 ? "one cell at a time" : "up to \(mostCells) cells at once"
    let copies = workers.map { ", \($0) of it at most" } ?? ""
    return "\(name), version \(version), takes \(cells)\(copies)"
  }

  fileprivate var rows: [String] {
    func name(_ name: String, _ symbol: String) -> String { symbol == name ? name : "\(name) (\(symbol))" }
    func meaning(_ text: String) -> String { text.isEmpty ? "" : ": \(text)" }
    return parameters.map { "parameter \(name($0.name, $0.symbol)), \($0.range)\(meaning($0.meaning))" }
      + quantities.map { "quantity \(name($0.name, $0.symbol))\(meaning($0.meaning))" }
  }

  /// Cells that differ from the defaults in one parameter, towards what is likely cheaper.
  fileprivate var variations: [(String, [String: TrainerValue])] {
    parameters.compactMap { parameter in
      let value: TrainerValue? =
        switch parameter.kind {
        case .real(let low, _, let usual): .real(usual - (usual - low) / 2)
        case .whole(let low, _, let usual): .whole(usual - (usual - low) / 2)
        case .choice(let choices, let usual): choices.first { $0 != usual }.map(TrainerValue.choice)
        }
      guard let value, value != parameter.defaultValue else { return nil }
      return (parameter.name, defaults.merging([parameter.name: value]) { $1 })
    }
  }
}

extension TrainerSeed {
  fileprivate func summary(_ keptSteps: ([Int]) -> [Int]) -> String {
    let (first, last) = (losses[0], losses[losses.count - 1])
    let curve =
      "\(losses.count) losses, \(first.value.short) at step \(first.step) to \(last.value.short) at step \(last.step)"
    let steps = keptSteps(losses.map(\.step))
    let measured = quantities.sorted { $0.key < $1.key }.map { name, values in
      let kept = Set(steps.compactMap { step in values.last { $0.step <= step }?.step }).count
      let number = values.count == 1 ? "1 step" : "\(values.count) steps"
      return "\(name) at \(number)" + (kept < values.count ? ", \(kept) of which are kept" : "")
    }
    return ([curve] + measured).joined(separator: "; ")
  }
}

extension Double {
  /// As many digits as a person reads.
  fileprivate var short: String {
    let single = Float(self)
    return single.isFinite == isFinite && (single != 0 || self == 0) ? "\(single)" : "\(self)"
  }
}

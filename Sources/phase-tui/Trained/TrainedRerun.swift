import Archive
import ArgumentParser
import Engine
import Input
import Model
import Phases
import Sweep

/// A recorded cell of a trainer, trained again by it: how far each seed differs. Such a program need not train the same
/// twice, so that only another regime counts.
struct TrainedRerun {
  let directory: StudyDirectory
  let trainer: StartedTrainer

  /// Trains the problem once and holds it against each record of it.
  /// - Parameter problem: declared, as recorded.
  /// - Throws: `ExitCode` 1 where the regime of a record is another now.
  func run(
    _ problem: Problem, _ records: [(measurement: Measurement, location: JournalReader.Location)]
  ) throws {
    guard let recorded = problem.declared else { return }
    let now = trainer.declaration
    guard now.isSameNetwork(as: recorded.declaration) else {
      throw Refusal.file(
        directory.path,
        "holds cells of the trainer \(recorded.declaration.name) with the parameters "
          + "\(Self.names(recorded.declaration)), and this one is \(now.name) with \(Self.names(now)); it cannot train "
          + "the cell again")
    }
    if recorded.version != now.version {
      try Program.write("recorded by version \(recorded.version) of \(now.name), this is \(now.version)\n")
    }
    var asked = problem
    asked.declared = DeclaredValues(now, version: now.version, recorded.values)
    let again = try Work.maker(trainers: trainer.pool)().trainEach([asked], { false }, { _, _, _ in })[0]
      .get()
    var isElsewhere = false
    for record in records {
      let difference = TrainedDifference(
        record.measurement, again, thresholds: directory.study.thresholds)
      for line in difference.lines { try Program.write("\(record.location): \(line)".printable + "\n") }
      isElsewhere = isElsewhere || !difference.isSameRegime
    }
    if isElsewhere { throw ExitCode(1) }
  }

  private static func names(_ declaration: Declaration) -> String {
    declaration.parameters.map(\.name).joined(separator: ", ")
  }
}

/// How far two trainings of one declared cell are from each other, seed by seed.
struct TrainedDifference {
  /// For people.
  private(set) var lines: [String] = []
  let isSameRegime: Bool

  init(_ recorded: Measurement, _ again: Measurement, thresholds: Thresholds) {
    let cells = [recorded, again].map { Self.evidence(of: $0) }
    let regimes = cells.map { Verdict($0, thresholds: thresholds).regime }
    isSameRegime = regimes[0] == regimes[1]
    let letters = cells.map { $0.map { thresholds.rules.rules[Rule.deciding($0, thresholds)].mark.letter } }
    var isSame = true
    for (place, seeds) in zip(recorded.views, again.views).enumerated() {
      let (parts, isIdentical) = Self.parts(recorded, seeds.0, again, seeds.1)
      isSame = isSame && isIdentical
      let (before, now) = (letters[0][place], letters[1][place])
      lines.append(
        "seed \(seeds.0.seed): " + (isIdentical ? ["identical"] : parts).joined(separator: "; ")
          + (before == now ? "; \(now) as before" : "; \(before) before, \(now) now"))
    }
    let regime =
      isSameRegime
      ? "\(regimes[1].displayName), as before"
      : "\(regimes[0].displayName) before, \(regimes[1].displayName) now"
    lines.append(
      isSame
        ? "identical; \(regime)"
        : "\(regime); a trainer need not train the same twice, so that the numbers may differ")
  }

  private static func evidence(of measurement: Measurement) -> [Evidence] {
    measurement.views.map {
      Evidence(
        $0, problem: measurement.problem, measuredStep: measurement.measuredSteps.count - 1, ruler: .none)
    }
  }

  /// What there is to say of one seed's losses and of each quantity that both have, at the steps that both have.
  private static func parts(
    _ recorded: Measurement, _ old: SeedView, _ again: Measurement, _ new: SeedView
  ) -> (parts: [String], isIdentical: Bool) {
    func values(_ steps: [Int], _ values: some Sequence<Float>) -> [Int: Float] {
      Dictionary(uniqueKeysWithValues: zip(steps, values))
    }
    var curves = [
      (
        "losses", values(recorded.curveSteps, old.losses), values(again.curveSteps, new.losses)
      )
    ]
    let (before, now) = (recorded.quantities, again.quantities)
    for (place, name) in before.enumerated() {
      guard let other = now.firstIndex(of: name) else { continue }
      func curve(_ measurement: Measurement, _ seed: SeedView, _ place: Int) -> [Int: Float] {
        values(
          measurement.measuredSteps,
          measurement.measuredSteps.indices.map { Array(seed.reported($0).quantities)[place] })
      }
      curves.append((name, curve(recorded, old, place), curve(again, new, other)))
    }
    let gaps = curves.map { (name: $0.0, gap: CurveGap($0.1, $0.2)) }
    let others = (before.filter { !now.contains($0) } + now.filter { !before.contains($0) }).map {
      "\($0) only \(now.contains($0) ? "now" : "before")"
    }
    return (
      gaps.map { "\($0.name) \($0.gap.words)" } + others,
      others.isEmpty && gaps.allSatisfy(\.gap.isIdentical)
    )
  }
}

/// How far two curves are from each other.
private struct CurveGap {
  /// The largest `|a − b| / max(|a|, |b|)` over the steps that both have, and where; infinite where one of the two is no
  /// number or not finite.
  private var largest = 0.0
  private var step = 0
  private var common = 0
  /// Whether both have the same steps.
  private let isOfSameSteps: Bool
  private(set) var isIdentical: Bool

  init(_ before: [Int: Float], _ now: [Int: Float]) {
    isOfSameSteps = Set(before.keys) == Set(now.keys)
    isIdentical = isOfSameSteps
    for (step, a) in before.sorted(by: { $0.key < $1.key }) {
      guard let b = now[step] else { continue }
      common += 1
      if a.bitPattern == b.bitPattern || a.isNaN && b.isNaN { continue }
      isIdentical = false
      let (x, y) = (Double(a), Double(b))
      let gap = a == b ? 0 : x.isFinite && y.isFinite ? abs(x - y) / max(abs(x), abs(y)) : .infinity
      if gap > largest { (largest, self.step) = (gap, step) }
    }
  }

  var words: String {
    if isIdentical { return "identical" }
    let steps = isOfSameSteps ? "" : ", of \(common) steps that both have"
    if common == 0 { return "at other steps" }
    if largest == 0 { return "equal\(steps)" }
    guard largest.isFinite else { return "finite only once, at step \(step)\(steps)" }
    return "differ by \(largest.roundedToSixDigits.shortest) of their size at most, at step \(step)\(steps)"
  }
}

extension Measurement {
  /// The names of the declared quantities.
  fileprivate var quantities: [String] { problem.declared?.declaration.quantities.map(\.name) ?? [] }
}

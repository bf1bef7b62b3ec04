import Archive
import Engine
import Foundation
import Input
import Model
import Phases
import Synchronization
import Testing

@testable import Sweep

/// A study whose steps are an axis: every line of cells is one training.
@Suite(.timeLimit(.minutes(2))) struct StepsAxisTests {
  /// What was trained, and the gradient steps that it took.
  private final class Counter: Sendable {
    private let counts = Mutex<(batches: [[Problem]], steps: Int)>(([], 0))

    var batches: [[Problem]] { counts.withLock { $0.batches } }
    /// Of cells and of critical companions.
    var cells: [[Problem]] { batches.filter { $0[0].initialization == .independent } }
    var companions: [[Problem]] { batches.filter { $0[0].initialization == .antithetic } }
    var steps: Int { counts.withLock { $0.steps } }

    func makeWork() -> Work {
      let kernel = KernelChoice.available[0]
      let work = Work.maker(kernel: kernel)()
      return Work { (batch, isCancelled) throws(TrainingFailure) in
        self.counts.withLock { $0.batches.append(batch) }
        return try work.train(batch) {
          self.counts.withLock { $0.steps += 1 }
          return isCancelled()
        }
      }
    }
  }

  private func study(
    _ axes: [String] = ["alpha=0.1:100:5", "steps=1:24:6"], seeds: Int = 8,
    settings: [String] = ["width=3", "dimension=3", "samples=4"]
  ) throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = axes
    overrides.settings = settings + (axes.contains { $0.hasPrefix("depth") } ? [] : ["depth=6"])
    overrides.seedCount = seeds
    return try overrides.applied(to: .alphaDepth)
  }

  private func sweep(_ study: Study, _ counter: Counter, jobs: Int = 2, recorded: RecordedStudy? = nil)
    -> UnattendedSweep
  {
    UnattendedSweep(
      study: study, jobs: jobs, recorded: recorded, makeWork: { counter.makeWork() })
  }

  /// Every measurement, those of the companions too, has the bits of a training of its own.
  private func expectBitsOfSeparateTrainings(_ sweep: UnattendedSweep) throws {
    let trainer = Trainer(kernel: KernelChoice.available[0])
    let diagram = sweep.diagram
    for (cell, measurement) in diagram.measurements {
      let problem = diagram.study.problem(for: cell)
      #expect(measurement.problem == problem)
      #expect(try measurement.isIdentical(to: measure(problem, on: trainer)), "\(problem.steps)")
    }
    let companions = Set(diagram.measurements.values.map(\.problem.criticalCompanion))
    #expect(Set(diagram.criticals.keys) == companions)
    for companion in companions {
      let critical = CriticalUpdate(companion: try measure(companion, on: trainer))
      let updates = { (critical: CriticalUpdate) in critical.rulers.map(\.update.bitPattern) }
      #expect(diagram.criticals[companion].map(updates) == updates(critical))
    }
  }

  @Test(arguments: [8, 3], [["alpha=0.1:100:5", "steps=1:24:6"], ["steps=1:24:6", "depth=1:8:3"]])
  func everyLineIsTrainedOnce(seeds: Int, axes: [String]) throws {
    let study = try study(axes, seeds: seeds)
    let counter = Counter()
    let sweep = sweep(study, counter)
    #expect(sweep.complete(refining: 0) == .complete)
    #expect(sweep.diagram.measurements.count == study.lattice.baseCells.count)
    try expectBitsOfSeparateTrainings(sweep)
    // The companions of all lines are the same training.
    #expect(counter.companions.count == 1)
    #expect(Set(counter.companions[0].map(\.steps)) == [1, 2, 4, 7, 13, 24])
    let trained = counter.cells.flatMap { Set($0.map(\.trajectory)) }
    #expect(trained.count == Set(trained).count)
    #expect(trained.count == study.lattice.baseCells.count / 6)
    // Eight seeds of a line fill the vectors; with three several lines share them.
    let alike = axes[0].hasPrefix("alpha")
    if seeds == 8 { #expect(counter.steps == 24 * (1 + trained.count)) }
    if seeds == 3, alike { #expect(counter.cells.count == 1) }
  }

  /// Companions that differ otherwise than by their steps come with the line that needs them.
  @Test func companionsOfDifferentLinesAreDifferentTrainings() throws {
    let counter = Counter()
    let sweep = sweep(try study(["sigma_u=1:4:3", "steps=2:8:3"]), counter)
    #expect(sweep.complete(refining: 0) == .complete)
    try expectBitsOfSeparateTrainings(sweep)
    #expect(counter.companions.map(\.count) == [3, 3, 3] && counter.cells.map(\.count) == [3, 3, 3])
    #expect(counter.steps == 8 * 6)
  }

  /// With what is new the line is trained again, to the largest of it.
  @Test func refinementTrainsALineOnceARound() throws {
    let counter = Counter()
    let study = try study(["alpha=0.1:100:4", "steps=1:24:3"])
    let sweep = sweep(study, counter)
    #expect(sweep.complete(refining: 0) == .complete)
    let lattice = study.lattice
    sweep.sweep.want(
      lattice.subdivision(of: lattice.everything, known: Set(lattice.baseCells)), urgent: true)
    sweep.sweep.waitUntilIdle()
    let refined = sweep.diagram.measurements.keys.filter { $0.row.level == 1 }
    #expect(Set(refined.map { study.rows.value(at: $0.row) }) == [2, 11])
    try expectBitsOfSeparateTrainings(sweep)
    #expect(counter.companions.map { Set($0.map(\.steps)) } == [[1, 5, 24], [2, 11]])
    // Of the lines between, which are new, all; of the others what is new.
    let steps = counter.cells.dropFirst(4).flatMap { batch in
      Dictionary(grouping: batch, by: \.trajectory).values.map { $0.map(\.steps).sorted() }
    }
    #expect(steps.count { $0 == [2, 11] } == 4 && steps.count { $0 == [1, 2, 5, 11, 24] } == 3)
    #expect(steps.count == 7)
  }

  /// Of a line that is known in part only the rest is trained, to the largest that is missing.
  @Test func whatIsRecordedIsNotTrainedAgain() throws {
    let study = try study()
    let whole = sweep(study, Counter())
    #expect(whole.complete(refining: 0) == .complete)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("steps-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let directory = try StudyDirectory(
      making: folder, study: study, own: nil, numerics: KernelChoice.available[0].numerics)
    let journal = directory.journal()
    let origin = RecordOrigin(
      kernel: KernelChoice.available[0].name, numerics: directory.numerics, version: "test")
    let recorder = Recorder(journal, origin: origin) { _ in }
    // All of the first line, of the second the last and the first two, of the others nothing.
    func isKnown(_ cell: Cell) -> Bool {
      cell.column == Position(base: 0)
        || cell.column == Position(base: 1) && [0, 1, 5].map(Position.init(base:)).contains(cell.row)
    }
    for (cell, measurement) in whole.diagram.measurements where isKnown(cell) {
      #expect(recorder.keep(measurement))
    }
    recorder.close()
    var reader = JournalReader(folder: directory.records)
    let recorded = try RecordedStudy(&reader, of: study, numerics: directory.numerics)
    #expect(recorded.measurements.count == 9)
    let counter = Counter()
    let again = sweep(study, counter, jobs: 1, recorded: recorded)
    #expect(again.complete(refining: 0) == .complete)
    #expect(CSVExporter.text(again.diagram.summaries) == CSVExporter.text(whole.diagram.summaries))
    let second = counter.cells.flatMap(\.self).filter { $0.scaling.alpha == study.columns.values[1] }
    #expect(Set(second.map(\.steps)) == [4, 7, 13])
    #expect(!counter.cells.flatMap(\.self).contains { $0.scaling.alpha == study.columns.values[0] })
    #expect(counter.steps == 24 + 13 + 3 * 24)
  }

  /// A share has whole lines.
  @Test func sharesDoNotDivideALine() throws {
    let study = try study()
    for cell in study.lattice.baseCells {
      let last = study.longestProblem(with: cell)
      #expect(last.steps == 24 && last.trajectory == study.problem(for: cell).trajectory)
    }
    let plain = Study.alphaDepth
    for cell in plain.lattice.baseCells {
      #expect(plain.longestProblem(with: cell) == plain.problem(for: cell))
    }
  }

  /// The axis shows the earlier steps.
  @Test func onlyTheLastStepIsShown() throws {
    var diagram = Diagram(study: try study())
    #expect(diagram.measuredSteps == [24] && !diagram.slide(by: -1))
    diagram = Diagram(study: .alphaDepth)
    #expect(diagram.measuredSteps == [3, 7, 19, 50])
  }
}

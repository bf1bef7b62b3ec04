import Engine
import Limits
import Model
import Phases

/// Cells whose seeds are trained by stages: the first of every cell, then the rest, those first that the picture depends on.
extension Sweep {
  /// Trains seeds of cells, and joins them to those that were trained before.
  func trainSeeds(_ batch: [Scheduler.Job], with work: Work) {
    guard let training = work.trainSeeds else { preconditionFailure("only whole cells are trained here") }
    do throws(TrainingFailure) {
      let trained = try training(batch.compactMap(\.group), isCancelled(batch))
      for (job, seeds) in zip(batch, trained) { take(seeds, of: job) }
    } catch {
      for job in batch { stop(job, because: error) }
    }
  }

  /// Looks at cells before they are trained.
  func foresee(_ batch: [Scheduler.Job], with work: Work) {
    let groups = batch.compactMap { job in if case .foresight(_, let group) = job { group } else { nil } }
    guard pool.gate.passes() else {
      return state.withLock { for job in batch { $0.scheduler.giveBack(job) } }
    }
    // What cannot be looked at cannot be trained either, which then says why.
    let found = (try? work.foresee?(groups)) ?? groups.map { _ in [] }
    for (job, displacements) in zip(batch, found) {
      guard case .foresight(let cell, _) = job else { continue }
      let noise = study.thresholds.noise
      let isNoisy = !displacements.isEmpty && displacements.allSatisfy { Double($0) > noise }
      if isNoisy { observe(.foreseen(cell)) }
      state.withLock { state in
        if isNoisy { state.letters.foresee(cell) }
        state.scheduler.foresee(cell, isNoisy: isNoisy)
      }
    }
    wake()
  }

  /// No cell is left of which only the first seeds are trained.
  package var isWhole: Bool { state.withLock { $0.begun.isEmpty } }

  private func take(_ trained: TrainedSeeds, of job: Scheduler.Job) {
    guard let cell = job.cell else { return }
    let begun = trained.group.seeds.lowerBound == 0 ? nil : state.withLock { $0.begun[cell] }
    let all = begun.flatMap { $0.joined(with: trained) } ?? trained
    guard let measurement = all.measurement else {
      preconditionFailure("the seeds of a cell are trained in their order")
    }
    // Kept before it is told, so that what is seen is on the disk.
    guard recorder?.keep(all, measurement) ?? true else { return stop(job, because: .cancelled) }
    state.withLock { $0.begun[cell] = measurement.isWhole ? nil : all }
    report(job, measurement)
  }

  /// A cell was told.
  func finish(_ job: Scheduler.Job, _ measurement: Measurement, recalled: Bool = false) {
    guard isStaged, let cell = job.cell else {
      return state.withLock { $0.scheduler.finish(job, recalled: recalled) }
    }
    let verdict = verdict(of: measurement)
    state.withLock { state in
      let (rest, neighbours) = state.letters.note(cell, verdict, in: study.lattice)
      state.scheduler.finish(job, recalled: recalled, rest: rest)
      for neighbour in neighbours { state.scheduler.promote(neighbour) }
      if measurement.isWhole { state.begun[cell] = nil }
    }
  }

  private func verdict(of measurement: Measurement) -> Verdict {
    let problem = measurement.problem
    let last = measurement.measuredSteps.count - 1
    let ruler = state.withLock { $0.letters.criticals[problem.criticalCompanion]?[last] } ?? .none
    let evidence = measurement.views.map {
      Evidence($0, problem: problem, measuredStep: last, ruler: ruler)
    }
    return Verdict(evidence, thresholds: study.thresholds)
  }
}

import Engine
import Model
import Synchronization
import Trainer

extension Work {
  /// Makes the work of each worker by a program of its own.
  package static func maker(trainers: TrainerPool) -> @Sendable () -> Work {
    {
      let lease = TrainerLease(trainers)
      return Work(
        trainEach: { problems, isCancelled, report in
          isCancelled() ? problems.map { _ in .failure(.cancelled) } : lease.train(problems, report)
        }, stop: { lease.stop() })
    }
  }
}

/// One worker's program, given back when the worker ends.
///
/// A program is not held while the sweep is paused: what it trains it trains to its end, and is given nothing more.
private final class TrainerLease: Sendable {
  private struct State {
    var session: TrainerSession?
    var fault: TrainerFault?
    /// In training.
    var cells: ClosedRange<Int>?
    var isStopped = false
  }

  private let trainers: TrainerPool
  private let state: Mutex<State>

  init(_ trainers: TrainerPool) {
    self.trainers = trainers
    do throws(TrainerFault) {
      state = Mutex(State(session: try trainers.take()))
    } catch {
      state = Mutex(State(fault: error))
    }
  }

  deinit {
    if let session = state.withLock({ $0.session }) { trainers.giveBack(session) }
  }

  /// Nobody wants what is in training, nor anything more of this worker.
  func stop() {
    let (session, cells) = state.withLock { state in
      state.isStopped = true
      return (state.session, state.cells)
    }
    if let session, let cells { session.cancel(cells) }
  }

  func train(_ problems: [Problem], _ report: Work.Report) -> [Result<Measurement, TrainingFailure>] {
    let identifiers = trainers.identifiers(problems.count)
    let (session, fault) = state.withLock { state in
      if !state.isStopped { state.cells = identifiers }
      return (state.isStopped ? nil : state.session, state.fault)
    }
    guard let session else {
      return problems.map { _ in .failure(fault.map { .ofTrainer($0.description) } ?? .cancelled) }
    }
    defer { state.withLock { $0.cells = nil } }
    let cells = zip(identifiers, problems).map(TrainerCell.init)
    let outcomes = session.train(cells) { event in
      guard case .loss(let seed, let point) = event.content else { return }
      report(event.id - identifiers.lowerBound, seed, LiveCurve.Point(step: point.step, loss: point.value))
    }
    return zip(problems, outcomes).map { problem, outcome in
      switch outcome {
      case .trained(let seeds): .success(Measurement(problem, seeds))
      case .failed(let reason): .failure(.ofTrainer(reason))
      case .cancelled: .failure(.cancelled)
      }
    }
  }
}

extension TrainerCell {
  /// - Parameter problem: declared.
  fileprivate init(_ id: Int, _ problem: Problem) {
    var parameters: [String: TrainerValue] = [:]
    if let declared = problem.declared {
      for (parameter, value) in zip(declared.declaration.parameters, declared.values) {
        parameters[parameter.name] =
          switch (value, parameter.kind) {
          case (.number(let number), .whole): .whole(Int(number))
          case (.number(let number), _): .real(number)
          case (.choice(let name), _): .choice(name)
          case (.data, _): nil
          }
      }
    }
    self.init(id: id, parameters: parameters, seeds: Array(problem.seeds))
  }
}

extension Measurement {
  /// What a trainer said of each seed, in their order.
  fileprivate init(_ problem: Problem, _ seeds: [TrainerSeed]) {
    func curve(_ points: [TrainerPoint]) -> ReportedSeed.Curve { points.map { ($0.step, $0.value) } }
    let names = problem.declared?.declaration.quantities.map(\.name) ?? []
    self.init(
      problem: problem,
      reported: seeds.map { seed in
        ReportedSeed(
          seed: seed.seed, losses: curve(seed.losses),
          quantities: names.map { curve(seed.quantities[$0] ?? []) })
      })
  }
}

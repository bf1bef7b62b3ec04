/// What is said between a worker and its trainer: starting, the declaration, cells and their answers, and the end.
struct TrainerDialogue {
  private let program: TrainerProgram
  private let control: TrainerControl
  private let patience: Duration
  private let leave: Duration
  /// How often a trainer is started again without a cell that ended in order between.
  private let restarts: Int
  private var process: TrainerProcess?
  /// What the first one said; the others must say the same.
  private var declaration: TrainerDeclaration?
  /// The running process has said what it is.
  private var isIntroduced = false
  /// The running process has been given cells.
  private var isUsed = false
  /// Cells that the running process was told to leave, of which it may still say something.
  private var left: Set<Int> = []
  private var failuresInARow = 0
  private(set) var giveUp: TrainerFault?

  init(
    _ program: TrainerProgram, _ control: TrainerControl, patience: Duration, leave: Duration,
    restarts: Int, declaration: TrainerDeclaration?
  ) {
    self.program = program
    self.control = control
    self.patience = patience
    self.leave = leave
    self.restarts = restarts
    self.declaration = declaration
  }

  // MARK: What is asked for

  mutating func declare() throws(TrainerFault) -> TrainerDeclaration? {
    // What cannot say what it is will not do so at the next start.
    let process = try ready(triesAgain: false) { [control] in !control.isStopped }
    return process == nil ? nil : declaration
  }

  mutating func train(_ cells: [TrainerCell], _ onEvent: (TrainerEvent) -> Void) -> [TrainerOutcome] {
    var outcomes: [TrainerOutcome] = []
    // It says how many it takes; where it cannot, the first batch finds out why.
    if declaration == nil { _ = try? ready { [control] in cells.contains { !control.isUnwanted($0.id) } } }
    while outcomes.count < cells.count {
      let rest = cells[outcomes.count...]
      var batch = TrainerBatch(Array(rest.prefix(declaration?.mostCells ?? 1)))
      do throws(TrainerFault) {
        try train(&batch, onEvent)
      } catch {
        batch.end(batch.running.map(\.id), .failed(error.description)).forEach(onEvent)
      }
      outcomes += batch.results
    }
    return outcomes
  }

  mutating func close() -> TrainerEnding? {
    switch drop(asks: true) {
    case .byItself(let status)?: .byItself(status: status & 0x7f == 0 ? status >> 8 & 0xff : nil)
    case .terminated?: .terminated
    case .killed?: .killed
    case nil: nil
    }
  }

  // MARK: Cells

  /// Until no cell is open. After a fault the process is gone, and the open cells are the caller's to end.
  private mutating func train(
    _ batch: inout TrainerBatch, _ onEvent: (TrainerEvent) -> Void
  ) throws(TrainerFault) {
    let control = control
    while true {
      leaveUnwanted(&batch, nil, onEvent)
      let ids = batch.running.map(\.id)
      let process = try ready { ids.contains { !control.isUnwanted($0) } }
      leaveUnwanted(&batch, nil, onEvent)
      guard let process, batch.open > 0 else { return }
      try check(batch.running)
      let (wasUsed, linesBefore) = (isUsed, process.lineCount)
      isUsed = true
      do throws(TrainerFault) {
        return try converse(with: process, about: &batch, onEvent)
      } catch {
        // It may have ended after the cells before these, and never have seen them: then the next one has them.
        let sawNothing = wasUsed && process.isOutputClosed && process.lineCount == linesBefore
        fail(error)
        if !sawNothing { throw error }
      }
    }
  }

  private mutating func converse(
    with process: TrainerProcess, about batch: inout TrainerBatch, _ onEvent: (TrainerEvent) -> Void
  ) throws(TrainerFault) {
    process.send(.train(batch.running))
    var deadline = ContinuousClock.now + patience
    while batch.open > 0 {
      switch try process.next(until: deadline) {
      case .line(let bytes, let number):
        deadline = ContinuousClock.now + patience
        try take(bytes, number, &batch, onEvent)
      case .woken:
        control.answer()
        leaveUnwanted(&batch, process, onEvent)
      case .silence: throw silence
      }
    }
  }

  private mutating func take(
    _ bytes: ArraySlice<UInt8>, _ number: Int, _ batch: inout TrainerBatch, _ onEvent: (TrainerEvent) -> Void
  ) throws(TrainerFault) {
    do throws(TrainerFault) {
      guard let declaration else { return }
      let answer = try TrainerAnswer(line: bytes, of: declaration)
      guard !left.contains(answer.id) else { return }
      let open = batch.open
      for event in try batch.apply(answer, line: number) { onEvent(event) }
      if batch.open < open { failuresInARow = 0 }
    } catch {
      throw TrainerFault(error.problem, line: error.line ?? number)
    }
  }

  /// - Parameter process: that has been given the cells.
  private mutating func leaveUnwanted(
    _ batch: inout TrainerBatch, _ process: TrainerProcess?, _ onEvent: (TrainerEvent) -> Void
  ) {
    let ids = batch.running.map(\.id).filter(control.isUnwanted)
    guard !ids.isEmpty else { return }
    if let process {
      left.formUnion(ids)
      process.send(.cancel(ids))
    }
    batch.end(ids, .cancelled).forEach(onEvent)
  }

  /// What is asked for is what was declared.
  private func check(_ cells: [TrainerCell]) throws(TrainerFault) {
    guard let declaration else { return }
    for cell in cells {
      for parameter in declaration.parameters {
        guard let value = cell.parameters[parameter.name] else {
          throw TrainerFault("has a parameter \"\(parameter.name)\", which cell \(cell.id) does not give")
        }
        guard parameter.allows(value) else {
          throw TrainerFault("does not take \(parameter.name) = \(value); it is \(parameter.range)")
        }
      }
    }
  }

  // MARK: The process

  /// A process that has said what it is and waits for cells; `nil` where nobody wants one any more. One that has ended or
  /// has said something meanwhile is started again.
  private mutating func ready(
    triesAgain: Bool = true, isWanted: () -> Bool
  ) throws(TrainerFault) -> TrainerProcess? {
    while isWanted() {
      if let giveUp { throw giveUp }
      do throws(TrainerFault) {
        let process = if let process { process } else { try start() }
        self.process = process
        if !isIntroduced {
          guard try introduce(process, isWanted) else { return nil }
        }
        try listen(to: process)
        return process
      } catch {
        // What cannot be started at all cannot be started later.
        if process == nil { giveUp = error } else { fail(error) }
        if !triesAgain { throw error }
      }
    }
    return nil
  }

  private mutating func start() throws(TrainerFault) -> TrainerProcess {
    let process = try TrainerProcess(program, control: control)
    (isIntroduced, isUsed, left) = (false, false, [])
    process.send(.hello)
    return process
  }

  /// `false`: nobody wants it any more.
  private mutating func introduce(
    _ process: TrainerProcess, _ isWanted: () -> Bool
  ) throws(TrainerFault) -> Bool {
    let deadline = ContinuousClock.now + patience
    while true {
      switch try process.next(until: deadline) {
      case .line(let bytes, let number):
        do throws(TrainerFault) {
          let said = try TrainerDeclaration(line: bytes)
          guard declaration == nil || declaration == said else {
            throw TrainerFault("declares something else than before; trainers of one study must be the same")
          }
          declaration = said
        } catch {
          throw TrainerFault(error.problem, line: error.line ?? number)
        }
        isIntroduced = true
        return true
      case .woken:
        control.answer()
        if !isWanted() { return false }
      case .silence: throw silence
      }
    }
  }

  /// Takes what it has said since its last cell ended, which can only be about cells that it was told to leave.
  private mutating func listen(to process: TrainerProcess) throws(TrainerFault) {
    var none = TrainerBatch([])
    while true {
      switch try process.next(until: .now) {
      case .line(let bytes, let number): try take(bytes, number, &none) { _ in }
      case .woken: control.answer()
      case .silence: return
      }
    }
  }

  private var silence: TrainerFault {
    TrainerFault("printed no line for \(patience / .seconds(1)) s")
  }

  /// Ends a process that cannot be gone on with.
  private mutating func fail(_ fault: TrainerFault) {
    drop(asks: false)
    failuresInARow += 1
    guard failuresInARow > restarts else { return }
    giveUp =
      restarts == 0
      ? fault
      : TrainerFault("is not started again after \(failuresInARow) failures in a row, the last: \(fault)")
  }

  @discardableResult
  private mutating func drop(asks: Bool) -> TrainerProcess.Ending? {
    defer { process = nil }
    return process?.end(asks: asks, patience: leave)
  }
}

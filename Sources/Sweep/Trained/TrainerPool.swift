import Dispatch
import Model
import Synchronization
import Trainer

/// The programs that train a declared network, one for each worker that is at work at once. A worker that ends gives its
/// program back, so that none is started anew for every round of a sweep.
package final class TrainerPool: Sendable {
  private struct State {
    var idle: [TrainerSession] = []
    /// How many were made.
    var count = 0
    var lastCell = 0
    var isClosed = false
  }

  package let declaration: Declaration
  private let said: TrainerDeclaration
  private let program: TrainerProgram
  private let patience: Duration
  private let logs: @Sendable (Int) -> String?
  private let state = Mutex(State())

  /// - Parameters:
  ///   - first: a session that has declared itself.
  ///   - said: what it said, which every other must say too.
  ///   - logs: the file of what the n-th program says on standard error, from 2 on.
  package init(
    _ first: TrainerSession, _ said: TrainerDeclaration, declaration: Declaration, program: TrainerProgram,
    patience: Duration, logs: @escaping @Sendable (Int) -> String?
  ) {
    self.said = said
    self.declaration = declaration
    self.program = program
    self.patience = patience
    self.logs = logs
    state.withLock { $0 = State(idle: [first], count: 1) }
  }

  /// A program that nobody else talks with, running or not; to be given back.
  func take() throws(TrainerFault) -> TrainerSession {
    let (idle, number) = state.withLock { state -> (TrainerSession?, Int) in
      if let idle = state.idle.popLast() { return (idle, 0) }
      state.count += 1
      return (nil, state.count)
    }
    if let idle { return idle }
    var program = program
    program.log = logs(number)
    return try TrainerSession(program, patience: patience, declaration: said)
  }

  func giveBack(_ session: TrainerSession) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.idle.append(session) }
      return state.isClosed
    }
    if isClosed { session.close() }
  }

  /// Numbers for cells, of which no two are alike in any session.
  func identifiers(_ count: Int) -> ClosedRange<Int> {
    state.withLock { state in
      state.lastCell += count
      return state.lastCell - count + 1...state.lastCell
    }
  }

  /// Ends every program in order, all at once, and waits for that; those that still train end when they are given back.
  package func close() {
    let idle = state.withLock { state in
      defer { state.idle = [] }
      state.isClosed = true
      return state.idle
    }
    DispatchQueue.concurrentPerform(iterations: idle.count) { idle[$0].close() }
  }
}

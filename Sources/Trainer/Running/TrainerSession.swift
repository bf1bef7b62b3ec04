import Synchronization

/// One trainer, talked with by one worker: `declaration`, `train` and `close` block, and wait for one another; `cancel` and
/// `stop` are for other threads, and take effect within a moment.
///
/// The program is started when it is needed. One that dies, is silent for too long or breaks the protocol fails the cells
/// that it has, and is started again for the next, a few times in a row at most: a cell that ends in order begins the
/// count anew.
///
/// Unchecked, because the dialogue, which is touched while its turn is held and never else, cannot be a `Mutex`'s: that lets
/// no closure of the caller's near its value.
package final class TrainerSession: @unchecked Sendable {
  package static let usualPatience = Duration.seconds(600)
  package static let usualRestarts = 3

  private let control: TrainerControl
  private let turn = Mutex(())
  private var dialogue: TrainerDialogue

  /// - Parameters:
  ///   - patience: how long a trainer that has something to do may print no line.
  ///   - leave: how long it may take to quit, and to end after SIGTERM.
  ///   - restarts: how often in a row it is started again.
  ///   - declaration: what it said when it was used before, where it must say the same again.
  package init(
    _ program: TrainerProgram, patience: Duration = TrainerSession.usualPatience,
    leave: Duration = .seconds(5),
    restarts: Int = TrainerSession.usualRestarts, declaration: TrainerDeclaration? = nil
  ) throws(TrainerFault) {
    let control = try TrainerControl()
    self.control = control
    dialogue = TrainerDialogue(
      program, control, patience: patience, leave: leave, restarts: restarts, declaration: declaration)
  }

  /// What the trainer says that it is; starts it where it does not run. `nil` after `stop`.
  package func declaration() throws(TrainerFault) -> TrainerDeclaration? {
    try turn.withLock { _ throws(TrainerFault) in try dialogue.declare() }
  }

  /// Trains cells, as many at once as the trainer takes, and returns their outcomes in the same order.
  /// - Parameter onEvent: called on this thread, and not to call the session.
  package func train(
    _ cells: [TrainerCell], onEvent: (TrainerEvent) -> Void = { _ in }
  ) -> [TrainerOutcome] {
    turn.withLock { _ in dialogue.train(cells, onEvent) }
  }

  /// Nobody wants these cells any more, in training or not. They end as cancelled; what the trainer still says of them is
  /// ignored.
  package func cancel(_ ids: some Sequence<Int>) { control.cancel(ids) }

  /// For good: every cell ends as cancelled.
  package func stop() { control.stop() }

  /// Ends the trainer in order, and waits until it and all that it has started are gone: `quit`, then SIGTERM, then SIGKILL.
  /// Further cells start it again.
  /// - Returns: how it ended; `nil` where it did not run.
  @discardableResult
  package func close() -> TrainerEnding? { turn.withLock { _ in dialogue.close() } }

  /// Why the trainer is not started any more, where it has failed too often in a row.
  package var giveUp: TrainerFault? { turn.withLock { _ in dialogue.giveUp } }
}

/// How a trainer that was told to quit ended.
package enum TrainerEnding: Hashable, Sendable {
  /// By itself, with an exit status; `nil`: by a signal of its own.
  case byItself(status: Int32?)
  /// It had to be sent SIGTERM.
  case terminated
  /// Not even that was enough.
  case killed
}

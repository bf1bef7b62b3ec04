import Engine
import Model

/// What a worker does next.
package enum WorkerTask {
  case jobs([Scheduler.Job])
  /// Helps with critical companions.
  case help(Team, since: Int)
}

/// Workers without a job of their own share the training of large critical companions, for which all their cells wait.
struct Help: Sendable {
  /// Of all workers, once there is one.
  var team: Team?
  /// How many could help with the companions in training, and how many do.
  private var places = 0
  private var count = 0

  var isWanted: Bool { team != nil && count < places }

  /// A worker begins with jobs.
  mutating func begin(_ batch: [Scheduler.Job]) { places += Self.places(batch) }

  /// It has ended.
  /// - Returns: whose helpers may go.
  mutating func end(_ batch: [Scheduler.Job]) -> Team? {
    let own = Self.places(batch)
    places -= own
    return own > 0 ? team : nil
  }

  /// What a worker without jobs does; `nil` where nobody wants help. It must `leave` after.
  mutating func join() -> WorkerTask? {
    guard isWanted, let team else { return nil }
    count += 1
    return .help(team, since: team.dismissals)
  }

  mutating func leave() { count -= 1 }

  /// Companions that are handed out together are one training after another, if not one.
  private static func places(_ batch: [Scheduler.Job]) -> Int {
    guard case .companion = batch.first else { return 0 }
    return batch.map { Trainer.mostThreads($0.problem) - 1 }.max() ?? 0
  }
}

import Sweep
import Terminal

/// Everything that can happen to the state.
package enum Message: Sendable {
  case key(Key)
  case command(Command)
  case resized(Size)
  /// What happened in the sweep of a study, by its index. `at`: seconds of a clock that only goes forward.
  case sweep(Int, SweepEvent, at: Double)
  /// ctrl-c, while something is asked.
  case interrupted
  /// The process was stopped for a while.
  case resumed
  /// A theme that was asked for.
  case themed(Theme)
  /// Files, and the folder that they are in.
  case saved(String, in: String)
  case refused(String)
  /// The names in a folder, those of folders with a slash.
  case listed(String, [String])
  /// A text is on the user's clipboard, as far as the terminal allows it.
  case copied(String)
}

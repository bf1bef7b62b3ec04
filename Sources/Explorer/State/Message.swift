import Archive
import Phases
import Sweep
import Terminal

/// Everything that can happen to the state.
package enum Message: Sendable {
  case key(Key)
  case command(Command)
  case resized(Size)
  /// What happened in the sweep of a study, by its index. `at`: seconds of a clock that only goes forward.
  case sweep(Int, SweepEvent, at: Double)
  /// What the cell of a study that is looked at has told while it trains; `nil`: nothing.
  case losses(Int, Cell, LiveCurve?)
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
  /// What was read of the parametrisations that a command names, which it goes on with.
  case read([ParametrisationPath], for: Command)
  /// A text is on the user's clipboard, as far as the terminal allows it.
  case copied(String)
}

/// What an update wants done outside of the state.
package enum Effect: Hashable, Sendable {
  /// Train these cells of a study, before what was asked for earlier.
  case want(Int, [Cell])
  /// Train these measured cells of a study again, with so many seeds.
  case addSeeds(Int, [Cell: Int])
  /// Give up the queued cells of a study that are not of the base grid.
  case withdraw(Int)
  /// Measure the limits of these cells of a study.
  case survey(Int, [Cell])
  /// This study's workers run, all others rest.
  case run(Int)
  case pause
  /// Write the finished cells of a study, to a new file or to this one.
  case export(Int, ExportFormat, String?, ExportView = .whole)
  /// The same in every format.
  case exportAll(Int, ExportView = .whole)
  /// Read the theme with a name or path and show it: `themed` or `refused` answers.
  case theme(String)
  /// Read the names in a folder, for completion.
  case list(String)
  /// Read the parametrisations with these names or files: `read` or `refused` answers.
  case read([String], for: Command)
  case mouse(Bool)
  /// Put a text on the user's clipboard.
  case copy(String)
  case suspend
  case redraw
  case quit
}

import ArgumentParser
import Input
import Phases
import Sweep

/// What a sweep is to find out beyond the base grid, or instead of it.
struct GoalOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "How often to subdivide between neighbouring cells whose regimes differ.")
  var refine: Int?
  @Option(
    help: .init(
      "Place the boundaries to this part of a decade, or of a linear axis, as 1/32, and measure nothing else.",
      valueName: "width")
  )
  var boundary: String?
  @Option(
    parsing: .unconditional,
    help: .init("Place the boundaries as well as this many cells can.", valueName: "n"))
  var cells: Int?
  @Option(
    name: .customLong("for"),
    help: .init("Place the boundaries as well as this time allows: 90, 90s, 2m or 1h.", valueName: "time"))
  var time: String?

  func goal(isShared: Bool) throws -> SweepGoal {
    guard boundary != nil || cells != nil || time != nil else {
      let levels = refine ?? 0
      try SweepCommand.checkLevels(levels)
      return .levels(levels)
    }
    if let refine {
      throw Refusal.option(
        "--refine \(refine)",
        "subdivides the base grid; --boundary, --cells and --for measure only what places"
          + " the boundaries")
    }
    var goal = BoundaryGoal()
    if let boundary {
      guard let width = BoundaryWidth(boundary) else {
        throw Refusal.option(
          "--boundary \(boundary)",
          "expected a part of a decade, or of a linear axis, from 1/512 to 1, for example 1/32")
      }
      goal.width = width
    }
    if let cells {
      try Refusal.check(cells, 1...Self.mostCells, of: "--cells", "the number")
      goal.cells = cells
    }
    if let time {
      guard let seconds = Self.seconds(time) else {
        throw Refusal.option(
          "--for \(time)", "expected a time from 1s to \(Self.mostHours)h, for example 90, 90s, 2m or 1h")
      }
      guard !isShared else {
        throw Refusal.option(
          "--for \(time)", "cannot be combined with --shard: shares must all ask for the same cells")
      }
      goal.seconds = seconds
    }
    return .boundary(goal)
  }

  /// Whether the study's axes have cells as close as that.
  func check(_ goal: SweepGoal, for study: Study) throws {
    guard case .boundary(let goal) = goal else { return }
    guard let width = goal.width, width < study.lattice.finestWidth else { return }
    throw Refusal.option(
      "--boundary \(width)",
      "the axes of \(study.shownName) can be divided to \(study.lattice.words(study.lattice.finestWidth)); give them more values"
    )
  }

  private static let mostCells = 1_000_000
  private static let mostHours = 1000

  private static func seconds(_ text: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = text.last.flatMap { units[$0] }
    guard let value = Double(unit == nil ? text[...] : text.dropLast()) else { return nil }
    let seconds = value * (unit ?? 1)
    return (1...Double(mostHours) * 3600).contains(seconds) ? seconds : nil
  }
}

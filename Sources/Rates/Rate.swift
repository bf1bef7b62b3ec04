import Engine

/// One of the paper's rates, a figure of its own: what networks it trains, and what is measured on them. A rate is a file
/// and a row of `RateCatalogue`.
package protocol Rate: Sendable {
  /// What it is called on the command line.
  static var name: String { get }
  static var summary: String { get }

  init(_ effort: RateEffort, of network: RateNetwork)

  /// Trains what it needs.
  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport
}

/// How much is trained: seconds or minutes on two cores.
package enum RateEffort: Sendable { case quick, full }

import Engine

/// One of the paper's rates, a figure of its own: what networks it trains, and what is measured on them. A rate is a file
/// and a row of `RateCatalogue`.
package protocol Rate: Sendable {
  /// What it is called on the command line.
  static var name: String { get }
  static var summary: String { get }

  /// How many draws of the data there are.
  var draws: Int { get set }
  /// Seeds of every network, or of most where some need more.
  var seeds: Int { get set }
  /// The number of seeds is a multiple of it.
  static var seedGroup: Int { get }

  init(_ effort: RateEffort, of network: RateNetwork)

  /// Trains what it needs.
  func report(_ experiment: Experiment) throws(TrainingFailure) -> RateReport
}

extension Rate {
  package static var seedGroup: Int { 1 }
}

/// How much is trained: seconds or minutes on two cores.
package enum RateEffort: Sendable { case quick, full }

/// What drawn samples are to be mapped to.
package enum TaskName: String, CaseIterable, Hashable, Sendable {
  /// Independent standard normal targets: nothing to generalise.
  case gaussian
  /// The outputs of a fixed random network, so that held-out samples mean something.
  case teacher
  /// Clusters, one around a standard normal centre for each class, with noise as large as the centres.
  case classes
  /// Of each token the content of the one before it.
  case copy
  /// Of each sample a blank that a linear map fills in, which the other tokens show.
  case inContext = "in-context"

  /// Whether a sample's tokens have to be told apart.
  package var isOfSequences: Bool { self == .copy || self == .inContext }
}

import Limits
import Model

extension CellSummary {
  /// Why a distance to a limit that was measured has no value though it is defined, in a few words; `nil` where it has one,
  /// or was not asked for.
  package func unknown(_ quantity: Quantity) -> String? {
    guard case .limits(let read) = quantity.source, quantity.isDefined(for: problem),
      let value = read(distances), !value.isFinite
    else { return nil }
    guard let (limit, error) = limit(of: quantity) else { return Self.lost }
    guard error.isFinite else { return hasTrained ? "\(limit) is not known well enough" : Self.lost }
    return hasTrained ? "nearer than the error of \(limit)" : Self.lost
  }

  private static let lost = "training did not stay finite"

  private var hasTrained: Bool {
    2 * evidence.count { $0.finalLoss.isFinite } >= evidence.count
  }

  /// What a quantity is the distance to, and the error that this is known with.
  private func limit(of quantity: Quantity) -> (name: String, error: Double)? {
    let mean = (name: "the Mean ODE", error: distances.limit?.error ?? .nan)
    return switch quantity {
    case .limitDistance, .limitDistanceError, .limitOutputNorm, .heldOutLimitDistance: mean
    case .tangentLimitDistance, .tangentLimitError:
      (name: "the lazy ODE", error: distances.tangentLimit?.error ?? .nan)
    case .heldOutTangentLimitDistance, .heldOutTangentLimitError:
      (name: "the lazy ODE", error: distances.heldOutTangentLimit?.error ?? .nan)
    default: nil
    }
  }
}

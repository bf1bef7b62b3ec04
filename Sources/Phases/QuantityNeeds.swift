import Limits
import Model

extension LimitMeasure {
  /// What it measures, beside the error of that.
  package var distance: Quantity {
    switch self {
    case .limit: .limitDistance
    case .tangent: .tangentDistance
    case .tangentLimit: .tangentLimitDistance
    }
  }
}

extension Quantity {
  /// Why no network of the problem has a value of it, in a few words; `nil` where it is defined.
  ///
  /// A value that is defined may still be missing: nobody asked for it, or training did not stay finite.
  package func lack(in problem: Problem) -> String? {
    if problem.declared != nil { return isOfEveryNetwork ? nil : "not measured by trainers" }
    for need in needs { if let lack = need.lack(in: problem) { return lack } }
    return nil
  }

  /// What follows from losses alone, which every network has.
  static let ofLosses: [Quantity] = [.initialLoss, .finalLoss, .peakLoss]

  private var isOfEveryNetwork: Bool { place >= Self.count || Self.ofLosses.contains(self) }

  /// Whether a problem has it.
  package func isDefined(for problem: Problem) -> Bool { lack(in: problem) == nil }

  /// Why no cell of a study has a value of it; `nil` where one may have. What is needed is there from one end of an axis on,
  /// so that the corners tell.
  package func lack(in study: Study) -> String? {
    let lacks = study.corners.map { lack(in: study.problem(for: $0)) }
    return lacks.contains(nil) ? nil : lacks[0]
  }
}

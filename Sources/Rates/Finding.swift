extension RateReport {
  /// One line of the table.
  package struct Finding: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
      /// The stated value lies in the interval of the measured one.
      case agrees
      /// It does not, or the measured one has no such interval, but they differ by no more than this, for a stated reason.
      case agreesWithin(String)
      case disagrees
      /// Theory states nothing that could be judged.
      case notJudged

      package var words: String {
        switch self {
        case .agrees: "agrees"
        case .agreesWithin(let tolerance): "agrees within \(tolerance)"
        case .disagrees: "disagrees"
        case .notJudged: "not judged"
        }
      }
    }

    package var quantity: String
    /// NaN where nothing is stated.
    package var theory: Double
    package var measured: Double
    /// The interval of `measured`: the bootstrap's 95 % over draws of the data and seeds, or, where the verdict does not
    /// rest on it, a range.
    package var low: Double
    package var high: Double
    /// What the verdict rests on, in words.
    package var reason: String
    package var verdict: Verdict
    /// Whether it disagrees by no more than is known of networks of this size, for the reason that is given.
    package var isKnown = false
  }
}

extension RateReport.Finding {
  /// A value that agrees when theory's is inside its interval; where that holds zero as well, it tells nothing of what
  /// should not be zero.
  static func inside(_ quantity: String, theory: Double, _ estimate: Estimate) -> Self {
    guard theory == 0 || !estimate.contains(0) || !estimate.contains(theory) else {
      return Self(quantity, theory, estimate, "the interval holds 0, too", .notJudged)
    }
    return estimate.contains(theory)
      ? Self(quantity, theory, estimate, "inside the interval", .agrees)
      : Self(quantity, theory, estimate, "outside the interval", .disagrees)
  }

  /// The same, but for this reason it may be off by a tolerance: what networks of this size do not settle.
  static func near(
    _ quantity: String, theory: Double, within tolerance: Double, because reason: String, _ estimate: Estimate
  ) -> Self {
    let strict = inside(quantity, theory: theory, estimate)
    guard strict.verdict == .disagrees, (estimate.value - theory).magnitude <= tolerance else {
      return strict
    }
    return Self(quantity, theory, estimate, reason, .agreesWithin(tolerance.short))
  }

  /// A value of the limit that networks of this size are systematically off from: inside the interval or not, but known
  /// to be off by up to a tolerance for this reason. That is not called agreement.
  static func offset(
    _ quantity: String, theory: Double, knownWithin tolerance: Double, because reason: String,
    _ estimate: Estimate
  ) -> Self {
    var finding = inside(quantity, theory: theory, estimate)
    guard finding.verdict == .disagrees else { return finding }
    finding.isKnown = (estimate.value - theory).magnitude <= tolerance
    finding.reason = finding.isKnown ? reason : "by more than known: \(reason)"
    return finding
  }

  /// Values whose whole range has to be inside a stated one. A range is no confidence interval, so that this agrees
  /// within the stated range at best.
  static func within(
    _ quantity: String, theory: Double, _ range: ClosedRange<Double>, because reason: String,
    _ estimate: Estimate
  ) -> Self {
    range.contains(estimate.low) && range.contains(estimate.high)
      ? Self(quantity, theory, estimate, reason, .agreesWithin(range.text))
      : Self(quantity, theory, estimate, "outside \(range.text)", .disagrees)
  }

  /// A constant that depends on the draw of the data, beside the one that is stated of another draw.
  static func told(_ quantity: String, ofOneDraw theory: Double, _ estimate: Estimate) -> Self {
    Self(quantity, theory, estimate, "stated of one draw; range over these", .notJudged)
  }

  /// What theory states nothing of.
  static func told(_ quantity: String, because reason: String, _ estimate: Estimate) -> Self {
    Self(quantity, .nan, estimate, reason, .notJudged)
  }

  private init(
    _ quantity: String, _ theory: Double, _ estimate: Estimate, _ reason: String, _ verdict: Verdict
  ) {
    self.init(
      quantity: quantity, theory: theory, measured: estimate.value, low: estimate.low, high: estimate.high,
      reason: reason, verdict: verdict)
  }

  /// A value that is stated of the paper's networks alone: of others it is told, not judged.
  func known(ofStandard network: RateNetwork) -> Self {
    network.isStandard ? self : notJudged("known of \(RateNetwork().activation.rawValue) alone")
  }

  /// The same, told and not judged, for this reason.
  func notJudged(_ reason: String) -> Self {
    var finding = self
    finding.theory = .nan
    finding.reason = reason
    finding.verdict = .notJudged
    finding.isKnown = false
    return finding
  }
}

extension Estimate {
  fileprivate func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

extension ClosedRange<Double> {
  fileprivate var text: String { "\(lowerBound.short) … \(upperBound.short)" }
}

/// What the measurement of a rate found: its table and its figures.
package struct RateReport: Hashable, Sendable {
  /// One line of the table.
  package struct Finding: Hashable, Sendable {
    package enum Verdict: String, Hashable, Sendable {
      case agrees, disagrees
      /// Theory says nothing of these networks.
      case notJudged = "not judged"
    }

    package var quantity: String
    /// NaN where it is not judged.
    package var theory: Double
    package var measured: Double
    /// The interval of `measured`: the bootstrap's 95 %, or the range over draws of the data.
    package var low: Double
    package var high: Double
    /// When it agrees, in words.
    package var criterion: String
    package var verdict: Verdict
  }

  /// One curve of a figure, measured or drawn by theory.
  package struct Curve: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
      package var x: Double
      package var y: Double
      /// Least and largest over the draws of the data, where there are any.
      package var low: Double?
      package var high: Double?

      package init(x: Double, y: Double, low: Double? = nil, high: Double? = nil) {
        self.x = x
        self.y = y
        self.low = low
        self.high = high
      }
    }

    package enum Style: String, Hashable, Sendable {
      case measured, theory, beyond
      /// Measured, with a line from point to point.
      case joined
      /// A level to compare with, which belongs to no other curve.
      case reference
    }

    package var name: String
    package var style: Style
    package var points: [Point]

    package init(name: String, style: Style, points: [Point]) {
      self.name = name
      self.style = style
      self.points = points
    }
  }

  /// A picture with logarithmic axes.
  package struct Figure: Hashable, Sendable {
    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var curves: [Curve]

    package init(title: String, xLabel: String, yLabel: String, curves: [Curve]) {
      self.title = title
      self.xLabel = xLabel
      self.yLabel = yLabel
      self.curves = curves
    }
  }

  package var title: String
  /// What was trained, in one line.
  package var setting: String
  package var findings: [Finding]
  package var figures: [Figure]
}

extension RateReport.Finding {
  /// An exponent that agrees when theory's is inside the interval.
  static func exponent(_ quantity: String, theory: Double, _ estimate: Estimate) -> Self {
    let isInside = estimate.low <= theory && theory <= estimate.high
    return Self(
      quantity: quantity, theory: theory, measured: estimate.value, low: estimate.low, high: estimate.high,
      criterion: "inside the interval", verdict: isInside ? .agrees : .disagrees)
  }

  /// A value that agrees when it is this near to theory's.
  static func near(_ quantity: String, theory: Double, within tolerance: Double, _ estimate: Estimate) -> Self
  {
    let isNear = (estimate.value - theory).magnitude <= tolerance
    return Self(
      quantity: quantity, theory: theory, measured: estimate.value, low: estimate.low, high: estimate.high,
      criterion: "within \(tolerance.short)", verdict: isNear ? .agrees : .disagrees)
  }

  /// A value whose whole range has to be inside a stated one.
  static func within(_ quantity: String, theory: Double, _ range: ClosedRange<Double>, _ estimate: Estimate)
    -> Self
  {
    let isInside = range.contains(estimate.low) && range.contains(estimate.high)
    return Self(
      quantity: quantity, theory: theory, measured: estimate.value, low: estimate.low, high: estimate.high,
      criterion: "range in \(range.text)",
      verdict: isInside ? .agrees : .disagrees)
  }

  /// A constant that depends on the draw of the data: its range has to meet the one stated for other draws.
  static func meeting(
    _ quantity: String, theory: Double, _ range: ClosedRange<Double>, _ estimate: Estimate
  ) -> Self {
    let meets = estimate.low <= range.upperBound && range.lowerBound <= estimate.high
    return Self(
      quantity: quantity, theory: theory, measured: estimate.value, low: estimate.low, high: estimate.high,
      criterion: "range meets \(range.text)",
      verdict: meets ? .agrees : .disagrees)
  }
}

extension RateReport.Finding {
  /// A value that is stated of the paper's networks alone: of others it is told, not judged.
  func known(ofStandard network: RateNetwork) -> Self {
    if network.isStandard { return self }
    var finding = self
    finding.theory = .nan
    finding.criterion = "known of \(RateNetwork().activation.rawValue) alone"
    finding.verdict = .notJudged
    return finding
  }
}

extension RateReport {
  /// The same with its titles saying what networks they are, where those are not the paper's.
  package func titled(_ network: RateNetwork) -> RateReport {
    if network.words.isEmpty { return self }
    var report = self
    report.title += ", \(network.words)"
    for index in figures.indices { report.figures[index].title += ", \(network.words)" }
    return report
  }
}

extension ClosedRange<Double> {
  fileprivate var text: String { "\(lowerBound.short) … \(upperBound.short)" }
}

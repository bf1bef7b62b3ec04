/// What the measurement of a rate found: its table and its figures.
package struct RateReport: Hashable, Sendable {
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

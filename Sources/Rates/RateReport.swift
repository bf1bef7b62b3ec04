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
    }

    package enum Style: String, Hashable, Sendable { case measured, theory, beyond }

    package var name: String
    package var style: Style
    package var points: [Point]
  }

  /// A picture with logarithmic axes.
  package struct Figure: Hashable, Sendable {
    package var title: String
    package var xLabel: String
    package var yLabel: String
    package var curves: [Curve]
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

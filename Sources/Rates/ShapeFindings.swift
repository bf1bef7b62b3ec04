import Limits
import RealModule

/// What the errors of embedded networks over shapes say.
struct ShapeFindings {
  let base: RateNetwork
  let draws, seeds: Int
  let shapes, known: [NetworkShape]
  /// The shapes of each size, by D.
  let bySize: [[NetworkShape]]
  /// D of the largest run.
  let reference: Double
  /// Of every seed, by draw.
  let errors: [[NetworkShape: [ShapeErrors]]]

  private var allSeeds: [Int] { Array(0..<seeds) }
  private var sizes: [Double] { bySize.map { $0[0].parameters } }

  /// Against the largest run.
  private func errors(_ draw: Int, _ shape: NetworkShape, _ seeds: [Int]) -> ShapeErrors {
    let all = errors[draw][shape] ?? []
    return ShapeErrors(meanOf: seeds.map { all[$0] })
  }

  private func stateLaw(_ draw: Int, _ seeds: [Int]) -> ShapeLaw {
    ShapeLaw(
      fitting: shapes.map { ($0.noise, Double($0.dimension), errors(draw, $0, seeds).state) },
      reference: reference)
  }

  private func outputLaw(_ draw: Int, _ seeds: [Int]) -> ShapeLaw {
    ShapeLaw(
      fitting: shapes.map { ($0.noise * $0.noise, Double($0.dimension), errors(draw, $0, seeds).output) },
      reference: reference)
  }

  /// The best D at every size, and `err_h` there: to the largest run, or with what that is off by itself.
  private func best(_ draw: Int, _ seeds: [Int], ofLimit: Bool) -> [(dimension: Double, error: Double)] {
    let missing = ofLimit ? stateLaw(draw, seeds).dimension / reference : 0
    return bySize.map { shapes in
      let least = leastPoint(
        shapes.map { Double($0.dimension) },
        shapes.map { (errors(draw, $0, seeds).state + missing).squareRoot() })
      return (least.x, least.y)
    }
  }

  var findings: [RateReport.Finding] {
    let bootstrap = Bootstrap(draws: draws, seeds: seeds)
    func exponent(_ ofLimit: Bool, _ quantity: @escaping ((dimension: Double, error: Double)) -> Double)
      -> Estimate
    {
      bootstrap.mean { draw, seeds in
        slope(zip(sizes, best(draw, seeds, ofLimit: ofLimit)).map { ($0, quantity($1)) })
      }
    }
    /// The geometric mean over shapes of an error over its line.
    func ratio(_ square: @escaping (ShapeErrors) -> Double, _ line: @escaping (NetworkShape) -> Double)
      -> Estimate
    {
      bootstrap.mean { draw, seeds in
        let logs = shapes.map { Double.log(square(errors(draw, $0, seeds)) / line($0)) / 2 }
        return Double.exp(logs.reduce(0, +) / Double(logs.count))
      }
    }
    let level = bootstrap.mean { draw, seeds in
      let logs = zip(sizes, best(draw, seeds, ofLimit: true)).map {
        Double.log($1.error / (2 * .pow($0, -1.0 / 6)))
      }
      return Double.exp(logs.reduce(0, +) / Double(logs.count))
    }
    let byEye = "the figure's line: one draw, by eye"
    let laws = (0..<draws).map { stateLaw($0, allSeeds) }
    let outputLaws = (0..<draws).map { outputLaw($0, allSeeds) }
    return [
      .near(
        "least err_h at a size, exponent in P = LMD", theory: -1.0 / 6, within: 0.02,
        because: "next orders in D/(LM) and 1/D", exponent(true, \.error)),
      .told(
        "the same to the largest run, D = \(Int(reference))",
        because: "lacks what that run is off by, more at large P", exponent(false, \.error)),
      .near(
        "best D at a size, exponent in P", theory: 1.0 / 3, within: 0.05,
        because: "next orders in D/(LM) and 1/D", exponent(true, \.dimension)),
      .offset(
        "least err_h over 2 P^(-1/6), geometric mean", theory: 1, knownWithin: 0.3,
        because: "by eye: the two parts have 2.35 P^(-1/6)", level
      ).known(ofStandard: base),
      .offset(
        "err_h over its line, geometric mean over shapes", theory: 1, knownWithin: 0.25, because: byEye,
        ratio(\.state) {
          ShapeLaw.state.square(noise: $0.noise, dimension: Double($0.dimension), reference: reference)
        }
      ).known(ofStandard: base),
      .offset(
        "err_y over its line, geometric mean over shapes", theory: 1, knownWithin: 0.4, because: byEye,
        ratio(\.output) {
          ShapeLaw.output.square(
            noise: $0.noise * $0.noise, dimension: Double($0.dimension), reference: reference)
        }
      ).known(ofStandard: base),
      .told("a in err_h² = a D/(LM) + b/D", ofOneDraw: 0.64, Estimate(range: laws.map(\.noise)))
        .known(ofStandard: base),
      .told("b of err_h", ofOneDraw: 6.25, Estimate(range: laws.map(\.dimension))).known(ofStandard: base),
      .told(
        "a in err_y² = (a D/(LM))² + b/D", ofOneDraw: 0.15,
        Estimate(range: outputLaws.map { max(0, $0.noise).squareRoot() })
      ).known(ofStandard: base),
      .told("b of err_y", ofOneDraw: 0.81, Estimate(range: outputLaws.map(\.dimension))).known(
        ofStandard: base),
    ]
      + known.map { shape in
        .told(
          "err_h to the largest run, D = \(shape.dimension), M = \(shape.width)",
          ofOneDraw: ShapeLaw.state.square(noise: shape.noise, dimension: Double(shape.dimension))
            .squareRoot(),
          Estimate(range: (0..<draws).map { errors($0, shape, allSeeds).state.squareRoot() })
        ).known(ofStandard: base)
      }
  }

  var figures: [RateReport.Figure] {
    let optima = (0..<draws).map { best($0, allSeeds, ofLimit: true) }
    let stated = sizes.map { RateReport.Curve.Point(x: $0, y: 2 * .pow($0, -1.0 / 6)) }
    return [
      figure("Error of the states", "err_h", \.state) {
        ShapeLaw.state.square(noise: $0.noise, dimension: Double($0.dimension), reference: reference)
      },
      figure("Error of the output", "err_y", \.output) {
        ShapeLaw.output.square(
          noise: $0.noise * $0.noise, dimension: Double($0.dimension), reference: reference)
      },
      .init(
        title: "Least error at a size", xLabel: "P = L·M·D", yLabel: "least err_h over shapes",
        curves: .measured("measured", sizes, optima.map { $0.map(\.error) }, guide: -1.0 / 6)
          + [
            .init(name: "2 P^(-1/6)\(base.isStandard ? "" : " of tanh")", style: .theory, points: stated)
          ]),
      .init(
        title: "Best shape at a size", xLabel: "P = L·M·D", yLabel: "best D",
        curves: .measured("measured", sizes, optima.map { $0.map(\.dimension) }, guide: 1.0 / 3)),
    ]
  }

  /// Against D at every other size, with the stated lines.
  private func figure(
    _ title: String, _ label: String, _ square: (ShapeErrors) -> Double, _ line: (NetworkShape) -> Double
  ) -> RateReport.Figure {
    let shown = bySize.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    let curves = shown.flatMap { shapes -> [RateReport.Curve] in
      let x = shapes.map { Double($0.dimension) }
      let values = (0..<draws).map { draw in
        shapes.map { square(errors(draw, $0, allSeeds)).squareRoot() }
      }
      let name = "M·D = \(shapes[0].width * shapes[0].dimension)"
      return [
        .init(name: name, style: .measured, points: .overDraws(x, values)),
        .init(
          name: "stated\(base.isStandard ? "" : " of tanh"), \(name)", style: .theory,
          points: zip(x, shapes).map { .init(x: $0, y: line($1).squareRoot()) }),
      ]
    }
    return .init(title: title, xLabel: "embedding dimension D", yLabel: label, curves: curves)
  }
}

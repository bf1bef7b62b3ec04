import Engine
import EngineInterface
import Foundation
import Input
import Limits
import Model
import Phases

@testable import Archive

/// Right inputs, small, so that many can be made of them.
enum Corpus {
  static let arrays: [[UInt8]] =
    [[3], [2, 3], [0, 3], []].map { (shape: [Int]) in
      let count = shape.reduce(1, *)
      return NumPyFile(shape: shape, values: (0..<count).map { Float($0) / 3 }).bytes
    } + [
      array("{'descr': '>f8', 'fortran_order': True, 'shape': (1, 2), }", entries: 16, version: 1),
      array("{\"shape\": (2,), \"fortran_order\": False, \"descr\": \"<f8\"}\n", entries: 16, version: 3),
    ]

  private static func array(_ header: String, entries: Int, version: UInt8) -> [UInt8] {
    let length = header.utf8.count
    return NumPyPreamble.magic + [version, 0]
      + (0..<(version == 1 ? 2 : 4)).map { UInt8(length >> (8 * $0) & 255) }
      + Array(header.utf8) + [UInt8](repeating: 0x40, count: entries)
  }

  static let studies = [
    """
    name = "small"
    seed = 1
    [columns]
    parameter = "alpha"
    low = 0.1
    high = 100
    count = 31
    [rows]
    parameter = "depth"
    values = [1, 2, 4]
    """,
    """
    columns = { parameter = "sigma_v", low = 1e-1, high = 1_000.0, count = 0x10, label = "residual_scale" }
    rows.parameter = 'dimension' # rows
    rows.values = [
      2, 4,
    ]
    step_rule = "general"
    [fixed]
    width = 8
    [thresholds]
    feature = 0.2
    barely_trained = 0.8
    """,
  ].map { Array($0.utf8) }

  static let themes = [
    """
    inherits = "default"
    variant = "dark"
    [palette]
    sky = "#87ceeb"
    """,
    """
    [axis]
    label = { fg = "blue", bg = "terminal", mods = ["bold", "reverse"], mono = ["bold"] }
    [axis.tick]
    ansi16 = { fg = "bright-cyan", mods = [] }
    """,
    """
    [regime.lazy]
    glyph = "L"
    ascii = "L"
    """,
  ].map { Array($0.utf8) }

  /// A measurement and surveys, of one seed and few steps.
  static let records: [[UInt8]] = {
    var problem = Study.alphaDepth.problem(for: Cell(column: 3, row: 2))
    (problem.steps, problem.seedCount) = (4, 1)
    let origin = RecordOrigin(kernel: "avx2", numerics: .fused, version: "0.1.0")
    let values = (0..<Measurement.valueCount(problem)).map { Float($0) / 3 }
    let norms = DepthNorms(
      initial: LayerNorms(states: [1, 2], adjoints: [2, 1]),
      trained: LayerNorms(states: [1, 2], adjoints: [2, 1]))
    let paths = UnitPaths(
      paths: [
        .init(s: 0, points: [SIMD2(0, 0), SIMD2(1, 2)]), .init(s: 0.5, points: [SIMD2(0, 0), SIMD2(2, 1)]),
      ],
      shares: SIMD2(0.5, 0.25))
    let seeds = LimitDistances.Seeds(median: 2, low: 1, high: 3)
    let distances = LimitDistances(limit: .init(distance: seeds, error: 0.1, outputNorm: 1), tangent: seeds)
    let surveys = [
      CellSurvey(distances: distances, profile: DepthProfile(norms: norms, limitNorms: norms, paths: paths)),
      CellSurvey(distances: distances, profile: nil),
    ]
    let measurement = Measurement(problem: problem, values: values)
    return [measurement].compactMap(\.self).map { RecordCoder.encode(Record($0, by: origin)) }
      + surveys.map { RecordCoder.encode(Record($0, of: problem, by: origin)) }
  }()

  /// The lines with the key and the checksum that belong to them, as far as they have the places for them.
  static func checked(_ bytes: [UInt8]) -> [UInt8] {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { line -> [UInt8] in
      var text = String(decoding: line, as: UTF8.self)
      if let from = text.range(of: "\"configuration\":"), let to = text.range(of: "},\"kernel\""),
        let key = text.range(of: "\"key\":\""), from.upperBound < to.lowerBound,
        key.upperBound < from.lowerBound,
        let end = text.index(key.upperBound, offsetBy: 16, limitedBy: from.lowerBound)
      {
        let digest = FNV1a.digest(text[from.upperBound...to.lowerBound].utf8)
        text.replaceSubrange(key.upperBound..<end, with: digest.hexadecimal)
      }
      guard let check = text.range(of: ",\"check\":\"") else { return Array(text.utf8) }
      let body = Array(text[..<check.lowerBound].utf8)
      let sum = body.withUnsafeBytes { FNV1a.checksum($0) }
      return body + Array(",\"check\":\"\(sum.hexadecimal)\"}".utf8)
    }
    return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  static let paths = [
    #"""
    name = "mine"
    alpha = "depth^0.5 * width^-1"
    sigma_v = "1" # stays
    """#,
    #"""
    "α" = 'L^-2.5e-1*M * D'
    eta = "D"
    """#,
  ].map { Array($0.utf8) }

  static let keys = [
    #"""
    # mine
    r = false
    "shift-left" = ":goto alpha=1"
    """#,
    #"""
    '"' = 'help'
    "\\" = "refine"
    esc = """
    quit"""
    """#,
  ].map { Array($0.utf8) }
}

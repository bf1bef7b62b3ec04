import Foundation
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
    return NumPyFile.magic + [version, 0]
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

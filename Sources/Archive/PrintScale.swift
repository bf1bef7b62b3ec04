import Foundation
import Phases

/// The colours of a quantity in print: one way of lightness, so that grey print and colour-blind eyes keep the order. The
/// anchors are those of matplotlib's viridis (public domain, N. Smith and S. van der Walt), blended in sRGB.
enum PrintScale {
  private static let anchors = [
    0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6ECE58, 0xB5DE2B, 0xFDE725,
  ]

  /// What stands for no number.
  static let undefined = "#BBBBBB"

  /// `#RRGGBB` at a fraction, 0 … 1; of no number, `undefined`.
  static func color(_ fraction: Double?) -> String {
    guard let fraction else { return undefined }
    let place = min(1, max(0, fraction)) * Double(anchors.count - 1)
    let index = min(Int(place), anchors.count - 2)
    let share = place - Double(index)
    let bytes = [16, 8, 0].map { shift -> Int in
      let (a, b) = (Double(anchors[index] >> shift & 255), Double(anchors[index + 1] >> shift & 255))
      return Int((a + share * (b - a)).rounded())
    }
    return "#" + bytes.map { String(format: "%02X", $0) }.joined()
  }

  /// The anchors and where they stand.
  static var stops: [(share: Double, color: String)] {
    anchors.indices.map { index in
      let share = Double(index) / Double(anchors.count - 1)
      return (share, color(share))
    }
  }
}

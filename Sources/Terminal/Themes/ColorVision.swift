import Foundation

/// Light of a screen, as amounts that add: 0 … 1 each.
package struct LinearRGB: Hashable, Sendable {
  package var red: Double
  package var green: Double
  package var blue: Double
}

extension LinearRGB {
  /// From the bytes of sRGB.
  package init(_ bytes: (red: UInt8, green: UInt8, blue: UInt8)) {
    func linear(_ byte: UInt8) -> Double {
      let value = Double(byte) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    self.init(red: linear(bytes.red), green: linear(bytes.green), blue: linear(bytes.blue))
  }

  /// The nearest colour that a screen can show.
  package var color: Color {
    func byte(_ amount: Double) -> UInt8 {
      let x = min(1, max(0, amount))
      return UInt8((255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055)).rounded())
    }
    return .rgb(byte(red), byte(green), byte(blue))
  }

  /// WCAG's relative luminance, 0 … 1.
  package var luminance: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

  /// WCAG's contrast ratio, 1 … 21.
  package func contrast(to other: LinearRGB) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}

/// How eyes see colours.
package enum ColorVision: String, CaseIterable, Sendable {
  case normal, protanopia, deuteranopia, tritanopia

  /// What such eyes make of a light: G. M. Machado et al., IEEE TVCG 15 (2009), severity 1.
  package func seen(_ light: LinearRGB) -> LinearRGB {
    guard let m = matrix else { return light }
    func row(_ r: SIMD3<Double>) -> Double {
      min(1, max(0, (r * SIMD3(light.red, light.green, light.blue)).sum()))
    }
    return LinearRGB(red: row(m[0]), green: row(m[1]), blue: row(m[2]))
  }

  private var matrix: [SIMD3<Double>]? {
    switch self {
    case .normal: nil
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    case .tritanopia:
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    }
  }

  /// CIEDE2000 between two colours for these eyes.
  package func difference(_ a: LinearRGB, _ b: LinearRGB) -> Double {
    Lab(seen(a)).difference(to: Lab(seen(b)))
  }
}

extension Color {
  package var light: LinearRGB? { components.map(LinearRGB.init) }
  package var lab: Lab? { light.map(Lab.init) }
}

/// How well the colours of a theme must be seen and told apart.
enum Legibility {
  /// WCAG 2.2: 1.4.3 for text, 1.4.11 for what must be seen; a border is decoration.
  static let textContrast = 4.5
  static let shapeContrast = 3.0
  static let borderContrast = 1.5
  /// CIEDE2000, with normal and with simulated colour-blind eyes.
  static let surfaceDifference = 15.0
  /// Of a surface that regimes of a study take, which bears the study's letters.
  static let spareDifference = 12.0
  static let lineDifference = 10.0
}

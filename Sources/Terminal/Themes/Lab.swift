import Foundation

/// A colour in CIELAB under daylight (D65): equal steps look about equally large.
package struct Lab: Hashable, Sendable {
  /// 0 black … 100 white.
  package var lightness: Double
  package var a: Double
  package var b: Double
}

extension Lab {
  package init(_ light: LinearRGB) {
    func response(_ t: Double) -> Double {
      t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116
    }
    let (red, green, blue) = (light.red, light.green, light.blue)
    let x = response((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    let y = response(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    let z = response((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    self.init(lightness: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z))
  }

  /// The light that looks so; parts outside of 0 … 1 cannot be shown.
  package var light: LinearRGB {
    func stimulus(_ t: Double) -> Double {
      t * t * t > 216.0 / 24389 ? t * t * t : (116 * t - 16) * 27 / 24389
    }
    let fy = (lightness + 16) / 116
    let (x, y, z) = (0.95047 * stimulus(fy + a / 500), stimulus(fy), 1.08883 * stimulus(fy - b / 200))
    return LinearRGB(
      red: 3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
      green: -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
      blue: 0.0556434 * x - 0.2040259 * y + 1.0572252 * z)
  }

  /// The straight distance, for finding the nearest of many.
  package func squaredDistance(to other: Lab) -> Double {
    let (l, a, b) = (lightness - other.lightness, a - other.a, b - other.b)
    return l * l + a * a + b * b
  }

  /// CIEDE2000: 1 is just noticeable side by side; G. Sharma et al., Color Res. Appl. 30 (2005), equations 2–22.
  package func difference(to other: Lab) -> Double {
    func chroma(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    func hue(_ a: Double, _ b: Double) -> Double {
      let angle = atan2(b, a) * 180 / .pi
      return angle < 0 ? angle + 360 : angle
    }
    func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
    func saturation(_ chroma: Double) -> Double {
      let seventh = pow(chroma, 7)
      return (seventh / (seventh + pow(25, 7))).squareRoot()
    }
    let stretch = 1.5 - 0.5 * saturation((chroma(a, b) + chroma(other.a, other.b)) / 2)
    let (a1, a2) = (a * stretch, other.a * stretch)
    let (c1, c2) = (chroma(a1, b), chroma(a2, other.b))
    let (h1, h2) = (hue(a1, b), hue(a2, other.b))

    var turn = h2 - h1
    if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    var meanHue = (h1 + h2) / 2
    if abs(h1 - h2) > 180 { meanHue += meanHue < 180 ? 180 : -180 }
    if c1 * c2 == 0 { (turn, meanHue) = (0, h1 + h2) }

    let (lightnesses, chromas) = (
      (mean: (lightness + other.lightness) / 2, change: other.lightness - lightness),
      (mean: (c1 + c2) / 2, change: c2 - c1)
    )
    let hueChange = 2 * (c1 * c2).squareRoot() * sin(turn / 2 * .pi / 180)
    let weight =
      1 - 0.17 * cosine(meanHue - 30) + 0.24 * cosine(2 * meanHue) + 0.32 * cosine(3 * meanHue + 6)
      - 0.20 * cosine(4 * meanHue - 63)
    let middle = (lightnesses.mean - 50) * (lightnesses.mean - 50)
    let l = lightnesses.change / (1 + 0.015 * middle / (20 + middle).squareRoot())
    let c = chromas.change / (1 + 0.045 * chromas.mean)
    let h = hueChange / (1 + 0.015 * chromas.mean * weight)
    let blueness = exp(-((meanHue - 275) / 25) * ((meanHue - 275) / 25))
    let rotation = -2 * saturation(chromas.mean) * sin(60 * blueness * .pi / 180)
    return max(0, l * l + c * c + h * h + rotation * c * h).squareRoot()
  }
}

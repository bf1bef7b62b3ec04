/// The colours of a quantity, from a theme's low over its mid to its high end. Lightness changes in one direction and,
/// where colours are enough, evenly, so that neither grey print nor colour blindness changes the order.
package struct ColorScale: Hashable, Sendable {
  private static let steps = 64
  private let styles: [Style]

  package init(_ theme: Theme, at depth: ColorDepth) {
    let stops = [Role.scaleLow, .scaleMid, .scaleHigh].map { theme[$0].style }
    let labs = stops.compactMap(\.background.lab)
    guard depth == .indexed256 || depth == .truecolor, labs.count == stops.count else {
      styles = [.scaleLow, .scaleMid, .scaleHigh].map { theme[$0].style(at: depth) }
      return
    }
    let wanted = (0..<Self.steps).map { Self.blend(labs, at: Double($0) / Double(Self.steps - 1)) }
    let surfaces = depth == .truecolor ? wanted.map(\.light.color) : Self.indexed(wanted)
    let inks = stops.map { (foreground: $0.foreground.reduced(to: depth), modifiers: $0.modifiers) }
    styles = surfaces.map { surface in
      let best = inks.max {
        Self.contrast($0.foreground, surface) < Self.contrast($1.foreground, surface)
      }
      return Style(
        foreground: best?.foreground ?? .terminal, background: surface, modifiers: best?.modifiers ?? [])
    }
  }

  /// The style at a fraction, clipped to 0 … 1.
  package subscript(fraction: Double) -> Style {
    let x = min(1, max(0, fraction))
    guard styles.count > 3 else { return styles[min(2, Int(x * 3))] }
    return styles[Int((x * Double(styles.count - 1)).rounded())]
  }

  /// For each the nearest entry of the palette, lightness counted most, that does not go back in lightness.
  private static func indexed(_ wanted: [Lab]) -> [Color] {
    let rises = wanted[wanted.count - 1].lightness > wanted[0].lightness
    var least = -Double.infinity
    return wanted.map { lab in
      func height(_ index: Int) -> Double {
        rises ? Color.labs[index].lightness : -Color.labs[index].lightness
      }
      func distance(_ index: Int) -> Double {
        let difference = Color.labs[index].lightness - lab.lightness
        return 3 * difference * difference + lab.squaredDistance(to: Color.labs[index])
      }
      let best = (16..<256).filter { height($0) >= least }.min { distance($0) < distance($1) }
      guard let best else { return lab.light.color }
      least = height(best)
      return .indexed(UInt8(best))
    }
  }

  /// Even steps of lightness; the hue of the middle stands where its lightness is.
  private static func blend(_ labs: [Lab], at t: Double) -> Lab {
    let (low, mid, high) = (labs[0], labs[1], labs[2])
    let span = high.lightness - low.lightness
    let middle = span == 0 ? 0.5 : min(0.9, max(0.1, (mid.lightness - low.lightness) / span))
    let (from, to) = t < middle ? (low, mid) : (mid, high)
    let part = t < middle ? t / middle : (t - middle) / (1 - middle)
    return Lab(
      lightness: low.lightness + span * t, a: from.a + (to.a - from.a) * part,
      b: from.b + (to.b - from.b) * part)
  }

  private static func contrast(_ ink: Color, _ surface: Color) -> Double {
    guard let ink = ink.light, let surface = surface.light else { return 0 }
    return ink.contrast(to: surface)
  }
}

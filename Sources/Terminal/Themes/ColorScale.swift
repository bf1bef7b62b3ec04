/// The colours of a quantity, from a theme's low over its mid to its high end. Lightness changes in one direction and,
/// where colours are enough, evenly, so that neither grey print nor colour blindness changes the order.
package struct ColorScale: Hashable, Sendable {
  private static let steps = 64
  /// Of 256 colours: so many on a scale, and the least difference of lightness between neighbours.
  private static let palettedSteps = 16
  private static let leastStep = 1.0
  private let styles: [Style]

  package init(_ theme: Theme, at depth: ColorDepth) {
    let stops = [Role.scaleLow, .scaleMid, .scaleHigh].map { theme[$0].style }
    let labs = stops.compactMap(\.background.lab)
    guard depth == .indexed256 || depth == .truecolor, labs.count == stops.count else {
      styles = [.scaleLow, .scaleMid, .scaleHigh].map { theme[$0].style(at: depth) }
      return
    }
    let wanted = (0..<Self.steps).map { Self.blend(labs, at: Double($0) / Double(Self.steps - 1)) }
    let undefined = theme[.scaleNaN].style(at: depth).background
    let surfaces =
      depth == .truecolor ? wanted.map(\.light.color) : Self.indexed(wanted, apartFrom: undefined)
    let inks = stops.map { (foreground: $0.foreground.reduced(to: depth), modifiers: $0.modifiers) }
    styles = surfaces.map { surface in
      let best = inks.max {
        Self.contrast($0.foreground, surface) < Self.contrast($1.foreground, surface)
      }
      return Style(
        foreground: best?.foreground ?? .terminal, background: surface, modifiers: best?.modifiers ?? [])
    }
  }

  /// Whether there are too few styles to tell values apart, as in a theme without colours.
  package var isCoarse: Bool { styles.count <= 3 }

  /// The style at a fraction, clipped to 0 … 1.
  package subscript(fraction: Double) -> Style {
    let x = min(1, max(0, fraction))
    guard !isCoarse else { return styles[min(2, Int(x * 3))] }
    return styles[Int((x * Double(styles.count - 1)).rounded())]
  }

  /// As many different entries of the palette as a reader can tell apart, each lighter (or each darker) than the one
  /// before: the sequence that is nearest to what is wanted on the whole, lightness counted most. None looks like what stands for no number.
  private static func indexed(_ wanted: [Lab], apartFrom undefined: Color) -> [Color] {
    let rises = wanted[wanted.count - 1].lightness > wanted[0].lightness
    func height(_ index: Int) -> Double {
      rises ? Color.labs[index].lightness : -Color.labs[index].lightness
    }
    let entries = (16..<256).filter {
      guard let light = Color.indexed(UInt8($0)).light, let undefined = undefined.light else { return true }
      return ColorVision.normal.difference(light, undefined) >= Legibility.lineDifference
    }.sorted { height($0) < height($1) }
    // For every step and its entry: the least sum of distances up to there, and the entry before on that way.
    var sums = Array(repeating: 0.0, count: entries.count)
    var befores: [[Int?]] = []
    for step in 0..<palettedSteps {
      let lab = wanted[step * (wanted.count - 1) / (palettedSteps - 1)]
      var next = Array(repeating: Double.infinity, count: entries.count)
      var before = Array(repeating: Int?.none, count: entries.count)
      var (candidate, nearest) = (0, Int?.none)
      for (place, entry) in entries.enumerated() {
        while candidate < place, height(entries[candidate]) + leastStep <= height(entry) {
          if nearest.map({ sums[candidate] < sums[$0] }) ?? true { nearest = candidate }
          candidate += 1
        }
        guard step == 0 || nearest != nil else { continue }
        let difference = Color.labs[entry].lightness - lab.lightness
        next[place] =
          (nearest.map { sums[$0] } ?? 0)
          + 3 * difference * difference + lab.squaredDistance(to: Color.labs[entry])
        before[place] = nearest
      }
      sums = next
      befores.append(before)
    }
    var place = sums.indices.min { sums[$0] < sums[$1] }
    var colors: [Color] = []
    for before in befores.reversed() {
      guard let here = place else { break }
      colors.append(.indexed(UInt8(entries[here])))
      place = before[here]
    }
    colors.reverse()
    return wanted.indices.map { colors[$0 * colors.count / wanted.count] }
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

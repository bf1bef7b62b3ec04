import Foundation
import Input
import Phases

/// The pieces that drawings are made of, for whoever draws. Every size is in points: there are renderers that take a
/// share of a letter's size for one of the page.
protocol SVGDrawing {}

extension SVGDrawing {
  /// Of letters, where nothing else is said.
  static var fontSize: Double { 12 }

  /// The whole file.
  func document(width: Double, height: Double, title: String, _ body: [String]) -> String {
    let size = "\(number(width)) \(number(height))"
    let lines =
      [
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(width))\" height=\"\(number(height))\" "
          + "viewBox=\"0 0 \(size)\" font-family=\"sans-serif\" font-size=\"\(number(Self.fontSize))\">",
        "<title>\(escaped(title))</title>",
        "<rect width=\"\(number(width))\" height=\"\(number(height))\" fill=\"white\"/>",
      ] + body + ["</svg>"]
    return lines.map { $0 + "\n" }.joined()
  }

  func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String) -> String {
    "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" "
      + "stroke=\"\(color)\"/>"
  }

  /// `style` are further attributes.
  func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String = ""
  ) -> String {
    "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\""
      + (style.isEmpty ? "" : " " + style) + "/>"
  }

  func label(
    _ text: String, _ x: Double, _ y: Double, _ anchor: String, weight: String = "normal",
    turned: Bool = false
  ) -> String {
    label(markup: escaped(text), x, y, anchor, weight: weight, turned: turned)
  }

  /// A label in which `_` lowers the letter that follows or, where there is none, `^(…)` raises what is in it. `size` is that of the letters around it.
  func formula(
    _ text: String, _ x: Double, _ y: Double, _ anchor: String, size: Double = fontSize, turned: Bool = false
  ) -> String {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count > 1 else {
      return label(markup: raised(text, size: size), x, y, anchor, weight: "normal", turned: turned)
    }
    let lowered = parts.dropFirst().map { part in
      "<tspan dy=\"3\" font-size=\"\(number(size * 0.75))\">\(escaped(String(part.prefix(1))))</tspan>"
        + "<tspan dy=\"-3\">\(escaped(String(part.dropFirst())))</tspan>"
    }
    let markup = escaped(String(parts[0])) + lowered.joined()
    // There are renderers that put the middle of every part there: the start is estimated instead.
    let before = anchor == "middle" ? size * parts.map(Self.width).reduce(0, +) / 2 : 0
    return label(
      markup: markup, turned ? x : x - before, turned ? y + before : y, anchor == "middle" ? "start" : anchor,
      weight: "normal", turned: turned)
  }

  private func raised(_ text: String, size: Double) -> String {
    guard let power = text.firstMatch(of: /\^\(([^)]*)\)/) else { return escaped(text) }
    return escaped(String(text[..<power.range.lowerBound]))
      + "<tspan dy=\"-4\" font-size=\"\(number(size * 0.75))\">\(escaped(String(power.1)))</tspan>"
      + "<tspan dy=\"4\">\(escaped(String(text[power.range.upperBound...])))</tspan>"
  }

  /// About how wide a text is, for letters of size 1.
  private static func width(_ text: Substring) -> Double {
    text.reduce(0) { sum, letter in
      switch letter {
      case "i", "j", "l", "f", "t", "r", "I", " ", ".", ",", "(", ")", "/": sum + 0.35
      case "m", "w", "M", "W": sum + 0.9
      default: sum + (letter.isUppercase ? 0.7 : 0.58)
      }
    }
  }

  private func label(
    markup: String, _ x: Double, _ y: Double, _ anchor: String, weight: String, turned: Bool
  ) -> String {
    let place = "x=\"\(number(x))\" y=\"\(number(y))\""
    let turn = turned ? " transform=\"rotate(-90 \(number(x)) \(number(y)))\"" : ""
    // The space after a lowered letter is one.
    let space = markup.contains("<tspan") ? " xml:space=\"preserve\"" : ""
    return
      "<text \(place)\(space) text-anchor=\"\(anchor)\" font-weight=\"\(weight)\"\(turn)>\(markup)</text>"
  }

  /// To a tenth of a point.
  func number(_ value: Double) -> String { ((value * 10).rounded() / 10).shortest }

  /// XML has no words at all for most control characters.
  func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      default: scalar.isPrintable ? String(scalar) : "?"
      }
    }.joined()
  }
}

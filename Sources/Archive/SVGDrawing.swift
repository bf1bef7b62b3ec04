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

  /// A label in which `_` lowers the letters that follow or, where there are none, `^(…)` raises what is in it. `size` is that of the letters around it.
  func formula(
    _ text: String, _ x: Double, _ y: Double, _ anchor: String, size: Double = fontSize,
    weight: String = "normal", turned: Bool = false, name: String = ""
  ) -> String {
    let parts = FormulaPart.parts(of: text, name: name)
    guard parts.contains(where: \.isLowered) else {
      return label(markup: raised(text, size: size), x, y, anchor, weight: weight, turned: turned)
    }
    let small = number(size * FormulaPart.loweredSize)
    var isDown = false
    let markup = parts.map { part -> String in
      if part.isLowered {
        isDown = true
        return "<tspan dy=\"3\" font-size=\"\(small)\">\(escaped(String(part.text)))</tspan>"
      }
      return isDown ? "<tspan dy=\"-3\">\(escaped(String(part.text)))</tspan>" : escaped(String(part.text))
    }
    // There are renderers that put the middle of every part there: the start is estimated instead.
    let before =
      anchor == "middle"
      ? size * FormulaPart.width(of: text, name: name) / 2 * (weight == "bold" ? 1.1 : 1) : 0
    return label(
      markup: markup.joined(), turned ? x : x - before, turned ? y + before : y,
      anchor == "middle" ? "start" : anchor, weight: weight, turned: turned)
  }

  private func raised(_ text: String, size: Double) -> String {
    guard let power = text.firstMatch(of: /\^\(([^)]*)\)/) else { return escaped(text) }
    return escaped(String(text[..<power.range.lowerBound]))
      + "<tspan dy=\"-4\" font-size=\"\(number(size * 0.75))\">\(escaped(String(power.1)))</tspan>"
      + "<tspan dy=\"4\">\(escaped(String(text[power.range.upperBound...])))</tspan>"
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

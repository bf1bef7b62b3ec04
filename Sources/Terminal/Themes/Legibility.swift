/// How well the colours of a theme must be seen and told apart.
enum Legibility {
  /// WCAG 2.2: 1.4.3 for text, 1.4.11 for what must be seen; a border is decoration.
  static let textContrast = 4.5
  static let shapeContrast = 3.0
  static let borderContrast = 1.5
  /// CIEDE2000, with normal and with simulated colour-blind eyes.
  static let surfaceDifference = 15.0
  static let lineDifference = 10.0
}

import Input

/// The rules of names, and how long things may be.
package enum TrainerNames {
  /// Words that mean something of phase-tui's own for every cell, whoever trained it: columns of tables, words of
  /// conditions, members of the protocol.
  package static let reserved: Set<String> = [
    "cell", "column", "row", "level", "regime", "reason", "confidence", "predicted_regime", "notes", "letter",
    "seed", "seeds", "data_seed", "step", "id", "key", "trainer", "version", "failed", "per_seed",
    "loss", "losses", "loss_initial", "loss_final", "loss_peak", "parameters", "quantities", "and",
    "or",
    "not", "nan", "inf",
  ]

  static let mostParameters = 64
  static let mostQuantities = 64
  static let mostChoices = 256
  static let longestName = 40
  static let longestSymbol = 8
  static let longestText = 200
  static let mostCells = 4096
  static let mostWorkers = 1024

  /// What is wrong with the name of a parameter or a quantity, as the rest of a sentence about it.
  static func problem(with name: String) -> String? {
    let bytes = name.utf8
    guard let first = bytes.first, isSmall(first),
      bytes.allSatisfy({ isSmall($0) || isDigit($0) || $0 == 0x5f })
    else { return "which must be small letters a to z, digits and _, beginning with a letter" }
    guard bytes.count <= longestName else { return "which is longer than \(longestName) characters" }
    guard !reserved.contains(name) else { return "which is a word of phase-tui's own; choose another" }
    return nil
  }

  /// What is wrong with one of the choices, which stands on command lines and in tables.
  static func problem(withChoice choice: String) -> String? {
    let bytes = choice.utf8
    guard let first = bytes.first, isLetter(first) || isDigit(first),
      bytes.allSatisfy({ isLetter($0) || isDigit($0) || "_.+-".utf8.contains($0) })
    else {
      return "which must be letters A to Z or a to z, digits and _ . + -, beginning with a letter or digit"
    }
    guard bytes.count <= longestName else { return "which is longer than \(longestName) characters" }
    return nil
  }

  /// What is wrong with text that is shown.
  static func problem(withText text: String, atMost most: Int) -> String? {
    guard text.unicodeScalars.allSatisfy(\.isPrintable) else {
      return "which has characters that cannot be shown"
    }
    guard text.contains(where: { !$0.isWhitespace }) else { return "which is empty" }
    guard text.unicodeScalars.count <= most else { return "which is longer than \(most) characters" }
    return nil
  }

  private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { isSmall(byte | 0x20) && byte >= 0x41 }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

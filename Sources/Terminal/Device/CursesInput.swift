import CNcurses

/// Characters and keys as curses has them. Curses itself would take whatever stands behind a byte that is no UTF-8 with
/// it, the end of a paste too.
struct CursesInput {
  enum Piece: Hashable {
    case character(Unicode.Scalar)
    /// A key that curses knows, by its number.
    case key(Int32)
    /// Bytes that are no character.
    case broken
    /// At the moment.
    case nothing
  }

  private var waiting: Piece?
  /// A character whose end has not come yet.
  private var bytes: [UInt8] = []

  /// Comes next.
  mutating func putBack(_ piece: Piece) { waiting = piece }

  mutating func next() -> Piece {
    if let piece = waiting {
      waiting = nil
      return piece
    }
    while true {
      let code = wgetch(curses_standard_screen())
      if code == CURSES_ERR { return .nothing }
      guard let byte = UInt8(exactly: code) else { return interrupted(by: .key(code)) }
      if byte < 0x80 { return interrupted(by: .character(Unicode.Scalar(byte))) }
      bytes.append(byte)
      guard let length = Self.length(bytes[0]), bytes.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else {
        bytes = bytes.count > 1 && Self.length(byte) != nil ? [byte] : []
        return .broken
      }
      guard bytes.count == length else { continue }
      defer { bytes = [] }
      return String(validating: bytes, as: UTF8.self)?.unicodeScalars.first.map(Piece.character) ?? .broken
    }
  }

  /// A piece that comes before the end of a character breaks that off.
  private mutating func interrupted(by piece: Piece) -> Piece {
    guard !bytes.isEmpty else { return piece }
    bytes = []
    waiting = piece
    return .broken
  }

  /// The bytes of a character that begins like this.
  private static func length(_ first: UInt8) -> Int? {
    switch first {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: nil
    }
  }

  /// A byte as it came.
  func nextByte() -> UInt8? { UInt8(exactly: wgetch(curses_standard_screen())) }
}

/// As much of a vt100 as curses uses on one: what the program's screen shows, as text.
struct Screen {
  private(set) var rows: [[UInt8]]
  private var row = 0
  private var column = 0
  /// The parameters of an escape sequence that has begun.
  private var sequence: [UInt8]?

  init(rows: Int, columns: Int) {
    self.rows = Array(repeating: Array(repeating: UInt8(ascii: " "), count: columns), count: rows)
  }

  func text(_ row: Int) -> String { String(decoding: rows[row], as: UTF8.self) }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { feed(byte) }
  }

  private mutating func feed(_ byte: UInt8) {
    if var begun = sequence {
      begun.append(byte)
      sequence = begun
      let isCharset = begun[0] == UInt8(ascii: "(") || begun[0] == UInt8(ascii: ")")
      if begun[0] == UInt8(ascii: "[") {
        guard begun.count > 1, (0x40...0x7E).contains(byte) else { return }
        control(byte, begun[1..<begun.count - 1])
      } else if isCharset, begun.count < 2 {
        return
      }
      sequence = nil
      return
    }
    switch byte {
    case 0x1B: sequence = []
    case 0x08: column = max(0, column - 1)
    case 0x0A: row = min(rows.count - 1, row + 1)
    case 0x0D: column = 0
    case 0x20...0x7E:
      rows[row][min(column, rows[row].count - 1)] = byte
      column += 1
    default: break
    }
  }

  private mutating func control(_ final: UInt8, _ parameters: ArraySlice<UInt8>) {
    let numbers = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    let count = max(numbers.first ?? 1, 1)
    switch final {
    case UInt8(ascii: "H"):
      row = min(rows.count, count) - 1
      column = max(numbers.count > 1 ? numbers[1] : 1, 1) - 1
    case UInt8(ascii: "A"): row = max(0, row - count)
    case UInt8(ascii: "B"): row = min(rows.count - 1, row + count)
    case UInt8(ascii: "C"): column += count
    case UInt8(ascii: "D"): column = max(0, column - count)
    case UInt8(ascii: "J"):
      if numbers.first == 2 { row = 0 }
      for index in row + 1..<max(rows.count, row + 1) { clear(index, from: 0) }
      clear(row, from: numbers.first == 2 ? 0 : column)
    case UInt8(ascii: "K"):
      if numbers.first == 1 {
        for index in 0...min(column, rows[row].count - 1) { rows[row][index] = UInt8(ascii: " ") }
      } else {
        clear(row, from: column)
      }
    default: break
    }
  }

  private mutating func clear(_ row: Int, from start: Int) {
    for index in min(start, rows[row].count)..<rows[row].count { rows[row][index] = UInt8(ascii: " ") }
  }
}

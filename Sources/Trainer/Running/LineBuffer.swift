import Glibc

/// Lines out of what comes in pieces. No more is kept than one line and one piece.
struct LineBuffer {
  /// Bytes of a line at most.
  static let longest = 64 << 20

  private let longest: Int
  private var bytes: [UInt8] = []
  private var start = 0
  /// Up to where there is no end of a line.
  private var searched = 0
  /// Lines that were taken.
  private(set) var count = 0

  init(longest: Int = LineBuffer.longest) { self.longest = longest }

  /// Whether a line has begun and not ended.
  var isWithinLine: Bool { start < bytes.count }

  mutating func append(_ piece: UnsafeRawBufferPointer) {
    if start == bytes.count {
      bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
      (start, searched) = (0, 0)
    } else if start > 0 {
      bytes.removeSubrange(..<start)
      (start, searched) = (0, searched - start)
    }
    bytes.append(contentsOf: piece)
  }

  /// The next whole line without its end.
  mutating func next() throws(TrainerFault) -> ArraySlice<UInt8>? {
    let from = searched
    let found: Int? = bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress, from < buffer.count else { return nil }
      return memchr(base + from, 0x0a, buffer.count - from).map { base.distance(to: UnsafeRawPointer($0)) }
    }
    guard (found ?? bytes.count) - start <= longest else {
      throw TrainerFault(
        "has more than \(longest >> 20) MB; report fewer steps of the losses and quantities", line: count + 1)
    }
    guard let found else {
      searched = bytes.count
      return nil
    }
    defer { (start, searched) = (found + 1, found + 1) }
    count += 1
    return bytes[start..<found]
  }
}

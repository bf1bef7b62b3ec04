/// Floats as base64 of their little-endian bits: exact, `nan` included, a third of the decimal digits' length and
/// read back at the speed of the disk. `numpy.frombuffer(base64.b64decode(text), "<f4")` reads them elsewhere.
enum FloatText {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// 255 for bytes that are not in the alphabet.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: 255, count: 256)
    for (value, byte) in alphabet.enumerated() { digits[Int(byte)] = UInt8(value) }
    return digits
  }()

  static func append(_ values: [Float], to text: inout [UInt8]) {
    values.withUnsafeBytes { bytes in
      text.reserveCapacity(text.count + (bytes.count + 2) / 3 * 4)
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let count = min(3, bytes.count - start)
        let word = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < count ? UInt32(bytes[start + $1]) : 0) }
        for place in 0..<4 {
          text.append(
            place <= count ? alphabet[Int(word >> (18 - 6 * UInt32(place)) & 63)] : UInt8(ascii: "="))
        }
      }
    }
  }

  /// `nil` where the text is not that of exactly `count` values.
  static func values(_ text: Slice<UnsafeRawBufferPointer>, count: Int) -> [Float]? {
    let size = count * 4
    guard count >= 0, text.count == (size + 2) / 3 * 4 else { return nil }
    let (base, start) = (text.base, text.startIndex)
    var isValid = true
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      digits.withUnsafeBufferPointer { digits in
        var bad: UInt8 = 0
        var (from, to) = (start, 0)
        while to < size {
          var word: UInt32 = 0
          let left = min(3, size - to)
          for place in 0..<4 {
            let digit = place <= left ? digits[Int(base[from + place])] : 0
            bad |= digit & 128
            word = word << 6 | UInt32(digit)
          }
          for place in 0..<left {
            bytes[to + place] = UInt8(truncatingIfNeeded: word >> (16 - 8 * UInt32(place)))
          }
          from += 4
          to += 3
        }
        isValid = bad == 0
      }
      initialized = count
    }
    return isValid ? values : nil
  }
}

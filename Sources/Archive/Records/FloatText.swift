/// Floats as base64 of their little-endian bits: exact, `nan` included, a third of the decimal digits' length and
/// read back at the speed of the disk. `numpy.frombuffer(base64.b64decode(text), "<f4")` reads them elsewhere.
enum FloatText {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// What a digit stands for at each of its four places in a group, 1 << 31 for bytes that are not in the alphabet.
  private static let digits: [UInt32] = {
    var digits = [UInt32](repeating: 1 << 31, count: 4 * 256)
    for (value, byte) in alphabet.enumerated() {
      for place in 0..<4 { digits[place * 256 + Int(byte)] = UInt32(value) << (18 - 6 * UInt32(place)) }
    }
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
        var bad: UInt32 = 0
        var (from, to) = (start, 0)
        // A fourth byte is overwritten by the next group.
        while size - to >= 4 {
          let word =
            digits[Int(base[from])] | digits[256 + Int(base[from + 1])] | digits[512 + Int(base[from + 2])]
            | digits[768 + Int(base[from + 3])]
          bad |= word
          bytes.storeBytes(of: (word << 8).bigEndian, toByteOffset: to, as: UInt32.self)
          from += 4
          to += 3
        }
        while to < size {
          let left = min(3, size - to)
          let word = (0..<4).reduce(UInt32(0)) { word, place in
            place <= left ? word | digits[256 * place + Int(base[from + place])] : word
          }
          bad |= word
          for place in 0..<left {
            bytes[to + place] = UInt8(truncatingIfNeeded: word >> (16 - 8 * UInt32(place)))
          }
          from += 4
          to += 3
        }
        isValid = bad >> 31 == 0
      }
      initialized = count
    }
    return isValid ? values : nil
  }
}

/// Fowler, Noll and Vo's hash, variant 1a, of 64 bits: names and checksums that do not change with machine or version.
package enum FNV1a {
  @inlinable package static var start: UInt64 { 0xcbf2_9ce4_8422_2325 }

  @inlinable
  package static func digest(_ bytes: some Sequence<UInt8>, from start: UInt64 = start) -> UInt64 {
    let known = bytes.withContiguousStorageIfAvailable { digest(UnsafeRawBufferPointer($0), from: start) }
    return known ?? bytes.reduce(start) { step($0, UInt64($1)) }
  }

  /// The same of bytes in memory, which need no iterator.
  package static func digest(_ bytes: UnsafeRawBufferPointer, from start: UInt64 = start) -> UInt64 {
    var hash = start
    for index in 0..<bytes.count { hash = step(hash, UInt64(bytes[index])) }
    return hash
  }

  /// A checksum that finds what a disk or a hand has changed: over words of eight bytes, the rest by bytes.
  @inlinable
  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = start
    for word in 0..<bytes.count / 8 {
      hash = step(hash, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)))
      // The product alone would never carry a high bit down.
      hash ^= hash >> 32
    }
    return digest(UnsafeRawBufferPointer(rebasing: bytes[(bytes.count / 8 * 8)...]), from: hash)
  }

  @inlinable static func step(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    (hash ^ value) &* 0x100_0000_01b3
  }
}

extension UInt64 {
  /// 16 digits in lower case.
  package var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

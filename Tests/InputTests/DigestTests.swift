import Testing

@testable import Input

@Suite struct DigestTests {
  /// Of the authors' own list of test vectors.
  @Test(
    arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
      as [(String, UInt64)])
  func isFNV1a(_ text: String, digest: UInt64) {
    #expect(FNV1a.digest(text.utf8) == digest)
    // Fewer than eight bytes are no word.
    #expect(Array(text.utf8).withUnsafeBytes { FNV1a.checksum($0) } == digest)
  }

  /// Every bit of a word reaches the checksum.
  @Test(arguments: 0..<24) func theChecksumSeesEveryByte(_ place: Int) {
    var bytes = (0..<24).map { UInt8($0) }
    let before = bytes.withUnsafeBytes { FNV1a.checksum($0) }
    bytes[place] ^= 0x80
    #expect(bytes.withUnsafeBytes { FNV1a.checksum($0) } != before)
  }

  @Test func digitsAreSixteen() {
    #expect(UInt64(0xabc).hexadecimal == "0000000000000abc" && UInt64.max.hexadecimal == "ffffffffffffffff")
  }
}

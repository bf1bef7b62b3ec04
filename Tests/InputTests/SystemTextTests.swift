import Glibc
import Testing

@testable import Input

@Suite struct SystemTextTests {
  @Test(
    arguments: [
      [], Array("plain.csv".utf8), Array("übung α 😀".utf8), [0xFF, 0x2E, 0x63], [0xC3], [0xC3, 0x28],
      [0xE2, 0x82],
      [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0x80, 0xFE, 0x62],
      Array("\u{10FF80}\u{10FFFF}".utf8),
      Array("e\u{301}".utf8), [0xF4, 0x8F, 0xBE, 0xFF],
    ] as [[UInt8]])
  func keepsEveryByte(_ bytes: [UInt8]) {
    #expect(String(systemBytes: bytes).systemBytes == bytes)
  }

  @Test func keepsRandomBytes() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        UInt8.random(in: 1...255, using: &generator)
      }
      #expect(String(systemBytes: bytes).systemBytes == bytes, "\(bytes)")
    }
  }

  /// A name that holds a character which stands for a byte is not the name that holds the byte.
  @Test func namesStayApart() {
    let byte = String(systemBytes: [0xFF])
    #expect(String(systemBytes: byte.utf8.map { $0 }) != byte)
    #expect(byte != "\u{FFFD}")
  }

  @Test func readsAsText() {
    #expect(String(systemBytes: Array("übung".utf8)) == "übung")
    #expect("übung".systemBytes == Array("übung".utf8))
  }

  @Test(arguments: [
    ("a\u{1B}[31m\nb", "a?[31m?b"), (String(systemBytes: [0x61, 0xFF, 0x80]), "a\\xFF\\x80"), ("α×", "α×"),
    ("a\u{202E}b\u{2028}", "a?b?"), ("\u{9B}1m", "?1m"),
  ])
  func showsOneHarmlessLine(_ text: String, _ shown: String) { #expect(text.printable == shown) }

  @Test func refusesAZeroInAName() {
    #expect("a\0b".withSystemText { _ in true } == nil)
    #expect(errno == EINVAL)
  }
}

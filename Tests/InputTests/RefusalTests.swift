import Testing

@testable import Input

@Suite struct RefusalTests {
  @Test(
    arguments: [
      (.option("--set a=1", "is wrong"), "--set a=1: is wrong", 64),
      (.file("a.toml", line: 3, "is wrong"), "a.toml:3: is wrong", 65),
      (.file("a.toml", "is wrong"), "a.toml: is wrong", 65),
      (.unwritable("a.csv", "no space"), "a.csv: cannot be written: no space", 73),
      (Refusal("nothing is there", exitStatus: 69), "nothing is there", 69),
      // One line, which cannot drive a terminal.
      (.file("a\n\u{1B}b", line: 1, "\u{202E}c"), "a??b:1: ?c", 65),
      (.file(String(systemBytes: [0x61, 0xFF]), "is wrong"), "a\\xFF: is wrong", 65),
    ] as [(Refusal, String, Int32)])
  func isOneLineWithAStatus(_ refusal: Refusal, text: String, status: Int32) {
    #expect(refusal.description == text && refusal.exitStatus == status)
  }
}

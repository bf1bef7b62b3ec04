import Input
import Testing

/// A command line in one word, as a person quotes it.
@Suite struct CommandLineTests {
  @Test(arguments: [
    ("python3 train.py", ["python3", "train.py"]), ("  a\tb  ", ["a", "b"]), ("'a b' c", ["a b", "c"]),
    ("a\"b c\"d", ["ab cd"]), ("'' \"\"", ["", ""]), ("a\\ b", ["a b"]), ("'$x' '|'", ["$x", "|"]),
    ("\"a\\\"b\"", ["a\"b"]), ("é=1", ["é=1"]), ("", []),
  ]) func isSplit(_ line: String, _ words: [String]) throws { #expect(try ShellText.words(line) == words) }

  @Test func whatWasQuotedIsSplit() throws {
    for words in [["a b", "c'd", "", "$x", "\\"], ["x;y", "*"]] {
      #expect(try ShellText.words(words.map(ShellText.word).joined(separator: " ")) == words)
    }
  }

  @Test(arguments: [
    "a | b", "a > b", "a & b", "echo $HOME", "\"$x\"", "`a`", "a; b", "a *", "'a", "\"a", "a\\",
  ])
  func whatAShellDoesIsRefused(_ line: String) {
    let refusal = #expect(throws: Refusal.self) { try ShellText.words(line) }
    #expect(refusal?.exitStatus == 64 && refusal?.place == line)
  }
}

import Testing

@testable import Input

@Suite struct ShellTextTests {
  /// As the first word of a command an assignment or a word of the shell's own would be no program.
  @Test(arguments: [
    ("/opt/phase-tui", "/opt/phase-tui"), ("phase-tui", "'phase-tui'"), ("if", "'if'"), ("A=b", "'A=b'"),
    ("/a=b/c", "'/a=b/c'"), ("/a b", "'/a b'"), ("it's", "'it'\\''s'"),
  ]) func quotesCommands(_ text: String, shell: String) { #expect(ShellText.command(text) == shell) }

  @Test(arguments: [
    ("plain-1.0_x/y:z=a,b@c%d+e", "plain-1.0_x/y:z=a,b@c%d+e", "plain-1.0_x/y:z=a,b@c%d+e"),
    ("", "''", "\"\""),
    ("two words", "'two words'", "\"two words\""),
    ("it's", "'it'\\''s'", "\"it's\""),
    ("say \"no\"", "'say \"no\"'", "\"say \\\"no\\\"\""),
    ("#1;$(rm)`x`&\\", "'#1;$(rm)`x`&\\'", "\"\\#1;$(rm)`x`&\\\\\""),
    ("größe", "'größe'", "\"größe\""),
  ])
  func quotesWords(_ text: String, shell: String, directive: String) {
    #expect(ShellText.word(text) == shell)
    #expect(ShellText.directive(text) == directive)
  }

  @Test func knowsWhatBreaksALine() {
    for text in ["a\nb", "a\r\nb", "\t", "\u{0}"] { #expect(ShellText.breaksLines(text)) }
    #expect(!ShellText.breaksLines("a b #\"'\\ ü"))
  }
}

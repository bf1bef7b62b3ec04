import Archive
import Foundation
import Testing

/// What Tab makes of a beginning, in real shells.
@Suite(.serialized) struct CompletionTests {
  struct Shell: CustomTestStringConvertible {
    var name: String
    var arguments: [String]
    /// Typed before anything else.
    var preparation: String

    var testDescription: String { name }
  }

  static let shells = [
    Shell(
      name: "bash", arguments: ["/usr/bin/bash", "--norc", "--noprofile", "-i"],
      preparation: "source <(phase-tui --generate-completion-script bash); PS1='ready> '"),
    Shell(
      name: "zsh", arguments: ["/usr/bin/zsh", "-f", "-i"],
      preparation: "phase-tui --generate-completion-script zsh > _phase-tui; fpath=($PWD $fpath); "
        + "autoload -U compinit; compinit -u -D; PS1='ready> '"),
    Shell(
      name: "fish", arguments: ["/usr/bin/fish", "--no-config", "-i"],
      preparation:
        "phase-tui --generate-completion-script fish | source; function fish_prompt; printf 'ready> '; end"),
  ]

  static let beginnings = [
    ("swe", "sweep"), ("rates depth", "rates depth-width"), ("study dim", "study dimension-scale"),
    ("export --form", "export --format"), ("export --format gnu", "export --format gnuplot"),
    ("explore --theme colour", "explore --theme colour-blind"),
    ("explore --theme my-o", "explore --theme my-own"),
    ("explore --study dim", "explore --study dimension-scale"),
    ("explore --study my-s", "explore --study my-study.toml"),
    ("explore --color true", "explore --color truecolor"),
    ("explore --glyphs brai", "explore --glyphs braille"),
    ("--them", "--theme"), ("--theme colour", "--theme colour-blind"), ("--theme my-o", "--theme my-own"),
    ("--study dim", "--study dimension-scale"), ("--study my-s", "--study my-study.toml"),
    ("--color true", "--color truecolor"), ("--glyphs brai", "--glyphs braille"),
    ("--threshold feat", "--threshold feature="), ("--axis dep", "--axis depth="),
    ("--theme light --set wid", "--theme light --set width="), ("--dir kept", "--dir kept-here/"),
    ("--no-mo", "--no-mouse"), ("expl", "explore"),
    ("sweep --set wid", "sweep --set width="), ("sweep --threshold feat", "sweep --threshold feature="),
    ("sweep --measure tang", "sweep --measure tangent"),
    ("train --step-rule gen", "train --step-rule general"),
    ("export --dir kept", "export --dir kept-here/"),
  ]

  @Test(arguments: shells) func completes(_ shell: Shell) throws {
    let folder = try Folder()
    try folder.write("inherits = \"dark\"\n", to: "config/phase-tui/themes/my-own.toml")
    try folder.write("", to: "my-study.toml")
    try folder.write("", to: "kept-here/study.toml")
    let session = try TerminalSession(
      shell.arguments,
      environment: [
        "PATH":
          "\(URL(filePath: Program.path).deletingLastPathComponent().path):/usr/local/bin:/usr/bin:/bin",
        "HOME": folder.path, "XDG_CONFIG_HOME": folder.path("config"), "INPUTRC": "/dev/null", "HISTFILE": "",
        "SHELL": shell.arguments[0],
      ], directory: folder.path)
    session.type(shell.preparation)
    session.press(.enter)
    try session.waitUntil("the prompt of \(shell.name)") { $0.rows.last { !$0.isEmpty } == "ready>" }
    for (beginning, whole) in Self.beginnings {
      session.type("phase-tui \(beginning)")
      session.press(.tab)
      try session.waitUntil("\(whole) in \(shell.name)") { screen in
        screen.rows.contains { $0.replacing("\\=", with: "=") == "ready> phase-tui \(whole)" }
      }
      session.press(.control("u"))
      session.press(.control("l"))
      try session.waitUntil("an empty line") {
        $0.rows.first == "ready>" && $0.rows.allSatisfy { !$0.contains("phase-tui") }
      }
    }
    // The last of them works as a command, and the shell goes on.
    session.type("phase-tui --ver")
    session.press(.tab)
    try session.waitUntil("the option") { $0.rows.contains { $0.hasSuffix("phase-tui --version") } }
    session.press(.enter)
    let screen = try session.waitUntil("the version and a prompt") { screen in
      screen.rows.last { !$0.isEmpty } == "ready>" && !screen.rows[0].hasSuffix("ready>")
    }
    #expect(
      screen.rows.filter { !$0.isEmpty } == [
        "ready> phase-tui --version", "phase-tui \(Version.current)", "ready>",
      ])
    session.type("exit")
    session.press(.enter)
    #expect(try session.waitForExit() == .exited(0))
  }
}

import Testing

/// The words of a command line: verbs, options and what is said of those that are none.
@Suite struct VerbTests {
  struct Line: CustomTestStringConvertible {
    var typed: String
    var said: String

    init(_ typed: String, _ said: String) {
      self.typed = typed
      self.said = said
    }

    var testDescription: String { typed }
  }

  static let wrong = [
    Line("help sweeep", "unknown command \"sweeep\"; did you mean \"sweep\"? (see phase-tui --help)"),
    Line(
      "help studies lisst", "unknown command \"lisst\"; did you mean \"list\"? (see phase-tui studies --help)"
    ),
    Line("studies lisst", "unknown command \"lisst\"; did you mean \"list\"? (see phase-tui studies --help)"),
    Line("theme chekc x", "unknown command \"chekc\"; did you mean \"check\"? (see phase-tui theme --help)"),
    Line("train --alfa 3", "unknown option --alfa; did you mean --alpha? (see phase-tui train --help)"),
    Line("export --dirr x", "unknown option --dirr; did you mean --dir? (see phase-tui export --help)"),
    Line("export --dirr=x", "unknown option --dirr; did you mean --dir? (see phase-tui export --help)"),
    Line("rerun x --dirr y", "unknown option --dirr; did you mean --dir? (see phase-tui rerun --help)"),
    Line("slurm --taskss 3", "unknown option --taskss; did you mean --tasks? (see phase-tui slurm --help)"),
    Line("slurm --dir d -q", "unknown option -q (see phase-tui slurm --help)"),
    // None is one: the value of an option, what follows the end of the options.
    Line("export --out --dirr", "Missing value for '--out <out>' (see phase-tui export --help)"),
    Line("rerun -- --dirr", "Missing expected argument '--dir <dir>' (see phase-tui rerun --help)"),
    Line("help sweep bla", "unexpected word \"bla\" after help sweep (see phase-tui sweep --help)"),
    Line(
      "help studies prune bla",
      "unexpected word \"bla\" after help studies prune (see phase-tui studies prune --help)"),
    Line("sweep --losses", "unknown option --losses; did you mean --loss? (see phase-tui sweep --help)"),
    Line("sweep --job 3", "unknown option --job; did you mean --jobs? (see phase-tui sweep --help)"),
    Line("--them light", "unknown option --them; did you mean --theme? (see phase-tui --help)"),
    Line(
      "studies prune --yse", "unknown option --yse; did you mean --yes? (see phase-tui studies prune --help)"),
    Line("sweep --refine", "Missing value for '--refine <refine>' (see phase-tui sweep --help)"),
    Line(
      "--generate-completion-script tcsh",
      "Can't generate completion scripts for 'tcsh'. Please use --generate-completion-script=<shell> with one of: "
        + "zsh bash fish (see phase-tui --help)"),
    Line(
      "study",
      "Missing expected argument '<name>', one of alpha-depth, dimension-scale, rate-scale, adam, heads, transformer, "
        + "shape (see phase-tui study --help)"),
    Line("rates", "Missing expected argument '<name>' (see phase-tui rates --help)"),
  ]

  @Test(arguments: wrong) func isRefused(_ line: Line) throws {
    let folder = try Folder()
    let run = try Program.piped(line.typed.split(separator: " ").map(String.init), directory: folder)
    #expect(try run.waitForExit() == .exited(64))
    #expect(run.error == "phase-tui: \(line.said)\n")
    #expect(run.output.isEmpty && folder.names.isEmpty)
  }

  /// What follows no verb is the explorer's, so that its options are found without its name.
  @Test(arguments: [["--help"], ["-h"], ["help"]]) func theGeneralHelpHasTheExplorersOptions(
    _ arguments: [String]
  ) throws {
    let folder = try Folder()
    let general = try Program.piped(arguments, directory: folder)
    #expect(try general.waitForExit() == .exited(0))
    #expect(general.output.contains("USAGE: phase-tui <options> <subcommand>"))
    let explorer = try Program.piped(["explore", "--help"], directory: folder)
    #expect(try explorer.waitForExit() == .exited(0))
    let options = Set(explorer.output.matches(of: /--[a-z-]+/).map { String($0.output) })
    #expect(options.count > 15)
    let found = Set(general.output.matches(of: /--[a-z-]+/).map { String($0.output) })
    #expect(options.subtracting(found).isEmpty)
    for verb in ["explore", "sweep", "slurm", "train"] { #expect(general.output.contains("  \(verb) ")) }
  }
}

import Testing

/// Parameters on the command line.
@Suite(.serialized) struct ParameterOptionTests {
  /// An option for a parameter and `--set` are the same, for one cell as for a study.
  @Test func parametersAreNamedInEitherWay() throws {
    let folder = try Folder()
    func output(_ arguments: String...) throws -> String {
      let run = try Program.piped(arguments, directory: folder)
      #expect(try run.waitForExit() == .exited(0), "\(run.error)")
      return run.output
    }
    let cell = try output(
      "train", "--alpha", "2", "--depth", "3", "--width", "4", "--steps", "2", "--sigma-v", "1")
    let same = try output(
      "train", "--set", "α=2", "--set", "L=3", "--set", "M=4", "--set", "K=2", "--set", "s_v=1")
    #expect(cell == same && cell.contains("width                    4"))
    let general = try output(
      "train", "--depth", "2", "--steps", "2", "--set", "step_rule=general", "--alpha", "0.5")
    #expect(
      try general
        == output("train", "--depth", "2", "--steps", "2", "--step-rule", "general", "--alpha", "0.5")
    )
    #expect(try general != output("train", "--depth", "2", "--steps", "2", "--alpha", "0.5"))
    let axes = ["--axis", "α=1:2:2", "--axis", "L=1:2:2", "--seeds", "1"]
    for (name, options) in [
      ("a.csv", ["--set", "M=4", "--set", "steps=2", "--set", "step_rule=general"]),
      ("b.csv", ["--width", "4", "--steps", "2", "--step-rule", "general"]),
    ] {
      let run = try Program.piped(["sweep", "--csv", name] + axes + options, directory: folder)
      #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    }
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
    #expect(try Table(folder.text("a.csv")).rows.count == 4)
  }

  static let refused = [
    ("train --width 3 --set M=4", "--width 3: --set M=4 says something else; leave one of them out"),
    (
      "sweep --csv o.csv --alpha 2",
      "--alpha 2: alpha is an axis of this study; for this value alone say --axis alpha=2, for others "
        + "--axis alpha=LOW:HIGH:COUNT"
    ),
    (
      "sweep --csv o.csv --set α=2",
      "--set α=2: alpha is an axis of this study; for this value alone say --axis alpha=2, for others "
        + "--axis alpha=LOW:HIGH:COUNT"
    ),
    ("slurm --dir d --tasks 4 --at-most 0", "--at-most 0: at least one task must run at once"),
    (
      "train --step-rule general --set step-rule=matched",
      "--step-rule general: --set step-rule=matched says something else; leave one of them out"
    ),
  ]

  @Test(arguments: refused) func contradictionsAreRefused(typed: String, said: String) throws {
    let folder = try Folder()
    let run = try Program.piped(typed.split(separator: " ").map(String.init), directory: folder)
    #expect(try run.waitForExit() == .exited(64))
    #expect(run.error == "phase-tui: \(said)\n")
    #expect(folder.names.isEmpty)
  }
}

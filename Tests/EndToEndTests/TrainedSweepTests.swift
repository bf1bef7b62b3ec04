import CPseudoTerminal
import Foundation
import Testing

/// `--trainer`: a program of somebody else's trains the cells of a sweep.
@Suite struct TrainedSweepTests {
  /// A shell script that trains, in few words: the last loss is `100 + x - y + seed`. `$VERSION` is its version, `$BAD` a
  /// value of x that cannot be trained, `$CELLS` a file that it writes a line into for each cell.
  static let script = #"""
    hello='{"name": "walk", "version": "'${VERSION:-1}'", "quantities": [{"name": "accuracy", "symbol": "A"}],
     "parameters": [{"name": "x", "kind": "whole", "low": 0, "high": 20, "default": 3},
     {"name": "y", "kind": "whole", "low": 1, "high": 64, "default": 8, "scale": "log"},
     {"name": "act", "kind": "choice", "of": ["relu", "gelu"], "default": "relu"}], "most_cells": 4}'
    while read -r line; do
      case $line in
      *'"phase_tui"'*) echo $hello;;
      *'"quit"'*) exit 0;;
      *'"train"'*)
        rest=$line
        while case $rest in *'"id": '*) true;; *) false;; esac; do
          rest=${rest#*'"id": '}; id=${rest%%,*}
          x=${rest#*'"x": '}; x=${x%%[,\}]*}; y=${rest#*'"y": '}; y=${y%%[,\}]*}
          seeds=${rest#*'"seeds": ['}; seeds=$(echo "${seeds%%]*}" | tr -d ,)
          echo "$x $y" >> ${CELLS:-/dev/null}
          if [ "$x" = "$BAD" ]; then echo '{"id": '$id', "failed": "x is bad"}'; continue; fi
          for seed in $seeds; do
            echo '{"id": '$id', "seed": '$seed', "losses": [[0, 100], [5, 90], [10, '$((100 + x - y + seed))']], "quantities": {"accuracy": [[10, 0.'$y']]}}'
          done
        done;;
      esac
    done
    """#

  static let axes = ["--axis", "x=0:20:5", "--axis", "y=1:64:4", "--seeds", "2"]
  static let trainer = ["--trainer", "sh train.sh"]

  static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(script, to: "train.sh")
    return folder
  }

  private func sweep(
    _ arguments: [String], environment: [String: String] = [:], in folder: Folder
  ) throws -> PipedRun {
    try Program.piped(
      ["sweep"] + arguments,
      environment: environment.merging(["XDG_STATE_HOME": folder.path("state")]) { $1 }, directory: folder)
  }

  private func count(_ name: String, in folder: Folder) -> Int {
    ((try? folder.text(name)) ?? "").split(separator: "\n").count
  }

  @Test func writesATableOfWhatWasDeclared() throws {
    let folder = try Self.folder()
    let run = try sweep(Self.trainer + Self.axes + ["--set", "act=gelu", "--csv", "a.csv"], in: folder)
    #expect(try run.waitForExit(timeout: 60) == .exited(0), "\(run.error)")
    let lines = try folder.text("a.csv").split(separator: "\n")
    #expect(
      lines[0]
        == "x,y,act,seeds,level,regime,reason,confidence,loss_initial,loss_final,loss_peak,accuracy,notes,letter"
    )
    #expect(lines.count == 21)
    #expect(lines[1] == "0,1,gelu,2,0,trained,barely-trained,1.0,100.0,99.5,99.5,0.1,barely-trained,T")
    #expect(lines[2] == "5,1,gelu,2,0,divergent,unstable,1.0,100.0,104.5,104.5,0.1,,X")
    #expect(try folder.text("a.csv.meta.json").contains(#""trainer": {"name": "walk", "version": "1"}"#))
  }

  /// The same bytes from one worker and from several, and from shares.
  @Test func workersAndSharesMakeTheSame() throws {
    let folder = try Self.folder()
    for jobs in ["1", "3"] {
      let run = try sweep(
        Self.trainer + Self.axes + ["--jobs", jobs, "--refine", "1", "--csv", "\(jobs).csv"], in: folder)
      #expect(try run.waitForExit(timeout: 60) == .exited(0), "\(run.error)")
    }
    #expect(try folder.text("1.csv") == folder.text("3.csv"))
    for level in ["0", "1"] {
      let shares = try (1...2).map {
        try sweep(
          Self.trainer + Self.axes + ["--dir", "d", "--shard", "\($0)/2", "--refine", level], in: folder)
      }
      for share in shares { #expect(try share.waitForExit(timeout: 60) == .exited(0), "\(share.error)") }
    }
    // Nobody needs the trainer to read what it has measured.
    try folder.write("", to: "train.sh")
    let export = try Program.piped(["export", "--dir", "d", "--out", "d.csv"], directory: folder)
    #expect(try export.waitForExit() == .exited(0), "\(export.error)")
    #expect(try folder.text("1.csv") == folder.text("d.csv"))
  }

  @Test func aSweepGoesOnWhereItWas() throws {
    let folder = try Self.folder()
    let first = try sweep(
      Self.trainer + Self.axes + ["--dir", "d"], environment: ["CELLS": "one", "BAD": "5"], in: folder)
    #expect(try first.waitForExit(timeout: 60) == .exited(71))
    #expect(first.error.contains("4 cells have no result: x is bad"), "\(first.error)")
    // Who has started it need not confirm it, and cells that failed are tried again.
    let second = try sweep(["--dir", "d", "--csv", "a.csv"], environment: ["CELLS": "two"], in: folder)
    #expect(try second.waitForExit(timeout: 60) == .exited(0), "\(second.error)")
    #expect(count("one", in: folder) == 20 && count("two", in: folder) == 4)
    #expect(count("a.csv", in: folder) == 21)
  }

  @Test func anotherVersionTrainsAnew() throws {
    let folder = try Self.folder()
    func cells(
      _ version: String, _ name: String, _ more: [String] = [], says words: String? = nil
    ) throws -> Int {
      let run = try sweep(
        Self.trainer + Self.axes + ["--dir", "d", "--csv", "\(name).csv"] + more,
        environment: ["CELLS": name, "VERSION": version], in: folder)
      #expect(try run.waitForExit(timeout: 60) == .exited(0), "\(run.error)")
      #expect(count("\(name).csv", in: folder) == 21)
      #expect(run.error.contains("recorded by") == (words != nil))
      if let words { #expect(run.error.contains(words), "\(run.error)") }
      return count(name, in: folder)
    }
    #expect(try cells("1", "a") == 20)
    #expect(try cells("2", "b", ["--any-version"]) == 0)
    let words =
      "20 cells are recorded by version 1 of the trainer walk, which is version 2 now; such cells are trained anew "
      + "(--any-version takes them as they are)"
    #expect(try cells("2", "c", says: words) == 20)
    // What the old one measured is there still.
    #expect(try cells("1", "d") == 0)
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
  }

  static let study = """
    trainer = ["sh", "train.sh"]
    seeds = 1
    [columns]
    parameter = "x"
    values = [0, 5]
    [rows]
    parameter = "y"
    values = [1, 2]

    """

  /// A file names a program: it is not started before somebody has said so.
  @Test func aFilesTrainerIsNotStartedByItself() throws {
    let folder = try Self.folder()
    try folder.write("echo started >> started\n" + Self.script, to: "train.sh")
    try folder.write(Self.study, to: "s.toml")
    func run(_ more: [String], _ status: ExitStatus) throws -> PipedRun {
      let run = try sweep(["--study", "s.toml", "--csv", "a.csv"] + more, in: folder)
      #expect(try run.waitForExit(timeout: 60) == status, "\(run.error)")
      return run
    }
    let refused = try run([], .exited(77))
    #expect(
      refused.error
        == "phase-tui: s.toml: names a trainer that was not confirmed: sh train.sh; start it once on a terminal, or say --trust\n"
    )
    #expect(!folder.names.contains("started") && !folder.names.contains("a.csv"))
    _ = try run(["--trust"], .exited(0))
    #expect(count("a.csv", in: folder) == 5)
    // That is remembered, until something of it changes.
    _ = try run([], .exited(0))
    try folder.write(Self.study.replacing("seeds = 1", with: "seeds = 2"), to: "s.toml")
    _ = try run([], .exited(77))
    _ = try run(["--trainer", "sh train.sh"], .exited(0))
    #expect(count("started", in: folder) == 3)
    // Its variables would reach the user's own command, too.
    let own = Self.study.replacing("trainer = [\"sh\", \"train.sh\"]\n", with: "")
    try folder.write(
      own + "[trainer]\ncommand = [\"none\"]\n[trainer.environment]\nLD_PRELOAD = \"x.so\"\n", to: "s.toml")
    _ = try run(["--trainer", "sh train.sh"], .exited(77))
    #expect(count("started", in: folder) == 3)
  }

  @Test(arguments: [
    (["--axis", "x=0:20:5"], 64, "--axis x=0:20:5: a diagram of the trainer walk needs two axes"),
    (["--axis", "x=0:20:5", "--axis", "alpha=1:2:2"], 64, "unknown parameter \"alpha\""),
    (axes + ["--width", "3"], 64, "--width 3: unknown parameter \"width\""),
    (axes + ["--measure", "limit"], 64, "--measure limit: the limits of a trainer's networks are not known"),
    (
      ["--axis", "x=0:20:5", "--axis", "y=1,64", "--boundary", "1/512"], 64,
      "the axes of walk can be divided to 1/128 decade or, of x, 1/128 of the axis"
    ),
    (axes + ["--study", "alpha-depth"], 64, "is about networks that are built in"),
    (axes + ["--trainer-patience", "0"], 64, "--trainer-patience 0.0: must be a number of seconds above 0"),
    (axes + ["--data-seed", "1"], 64, "a trainer has data of its own"),
  ]) func refusesWhatATrainerHasNot(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let folder = try Self.folder()
    let run = try sweep(Self.trainer + arguments + ["--csv", "a.csv"], in: folder)
    #expect(try run.waitForExit(timeout: 60) == .exited(status))
    #expect(run.error.contains(words) && run.error.split(separator: "\n").count == 1, "\(run.error)")
    #expect(folder.names.filter { $0 != "state" } == ["train.sh"])
  }

  @Test(arguments: [
    ("sh none.sh", "the trainer sh none.sh cannot be used: the trainer"),
    ("/none", "cannot be started: /none"),
    ("echo hello", "line 1 of the trainer's output is no message but \"hello\""),
    ("sh -c 'sleep 1000'", "the trainer printed no line for 0.2 s"),
  ]) func saysWhyATrainerCannotBeUsed(_ command: String, _ words: String) throws {
    let folder = try Self.folder()
    let run = try sweep(
      ["--trainer", command, "--trainer-patience", "0.2", "--csv", "a.csv"] + Self.axes, in: folder)
    #expect(try run.waitForExit(timeout: 60) == .exited(71))
    #expect(run.error.contains(words) && run.error.split(separator: "\n").count == 1, "\(run.error)")
  }

  @Test(arguments: ["--trust", "--any-version"]) func optionsOfATrainerNeedOne(_ option: String) throws {
    let folder = try Folder()
    let run = try sweep(["--csv", "a.csv", option], in: folder)
    #expect(try run.waitForExit() == .exited(64))
    #expect(run.error.contains("\(option): the study names no trainer"), "\(run.error)")
  }

  /// However the sweep ends, no program of it is left, and what is finished is kept.
  @Test(arguments: [SIGINT, SIGTERM, SIGKILL]) func noTrainerIsLeft(_ signal: Int32) throws {
    let folder = try Folder()
    try folder.write(
      "echo $$ >> pids\n"
        + Self.script.replacing("for seed in", with: "if [ $x = 20 ]; then sleep 1000; fi; for seed in"),
      to: "train.sh")
    let run = try sweep(
      Self.trainer + Self.axes + ["--dir", "d", "--jobs", "2", "--csv", "a.csv"], in: folder)
    let deadline = Deadline(seconds: 60)
    while count("pids", in: folder) < 2, deadline.milliseconds > 0 { _ = try run.pass(seconds: 0.01) }
    let pids = try folder.text("pids").split(separator: "\n").compactMap { pid_t($0) }
    let descriptors = pids.map { process_descriptor($0) }
    #expect(descriptors.count == 2 && descriptors.allSatisfy { $0 >= 0 })
    run.signal(signal)
    let status = try run.waitForExit(timeout: 60)
    #expect(status == (signal == SIGKILL ? .killed(signal: SIGKILL) : .exited(128 + signal)), "\(run.error)")
    for descriptor in descriptors {
      #expect(!readable([descriptor], until: Deadline(seconds: 60)).isEmpty)
      close(descriptor)
    }
  }
}

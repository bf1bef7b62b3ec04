import Foundation
import Testing

/// What is no regular file is written to and read as a stream; what is one is replaced as the user had it.
@Suite(.serialized) struct StreamTests {
  /// Four cells that train in no time.
  static let tiny = [
    "--axis", "alpha=1:2:2", "--axis", "depth=1:2:2", "--set", "steps=2", "--seeds", "1",
  ]

  private func shell(_ line: String, in folder: Folder) throws -> PipedRun {
    let run = try PipedRun(["/bin/bash", "-c", line, Program.path] + Self.tiny, directory: folder.path)
    let status = try run.waitForExit(timeout: 60)
    #expect(status == .exited(0), "\(line): \(run.error)")
    return run
  }

  private func csv(_ folder: Folder) throws -> String {
    let run = try shell("\"$0\" sweep \"$@\" --csv plain.csv", in: folder)
    #expect(run.output.isEmpty)
    return try folder.text("plain.csv")
  }

  /// Where standard output is a file, it is the shell's: what is in it, and what comes before and after, stays.
  @Test(arguments: ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
  func standardOutputIsWrittenWhereTheShellIs(_ name: String) throws {
    let folder = try Folder()
    let table = try csv(folder)
    try folder.write("old\n", to: "a")
    _ = try shell("\"$0\" sweep \"$@\" --csv \(name) >> a", in: folder)
    #expect(try folder.text("a") == "old\n" + table)
    _ = try shell("(echo h; \"$0\" sweep \"$@\" --csv \(name); echo t) > b", in: folder)
    #expect(try folder.text("b") == "h\n\(table)t\n")
    let piped = try shell("\"$0\" sweep \"$@\" --csv \(name) | cat", in: folder)
    #expect(piped.output == table)
    #expect(
      folder.names.allSatisfy { $0 == "plain.csv.meta.json" || !$0.hasSuffix(".meta.json") },
      "\(folder.names)")
  }

  /// Also behind a link, another descriptor, a pipe with a name and a socket.
  @Test func otherStreams() throws {
    let folder = try Folder()
    let table = try csv(folder)
    _ = try shell("ln -s /dev/stdout link; \"$0\" sweep \"$@\" --csv link > c", in: folder)
    _ = try shell("(echo h >&7; \"$0\" sweep \"$@\" --csv /dev/fd/7) 7> d", in: folder)
    _ = try shell("mkfifo pipe; cat pipe > e & \"$0\" sweep \"$@\" --csv pipe; wait", in: folder)
    #expect(try folder.text("c") == table)
    #expect(try folder.text("d") == "h\n" + table)
    #expect(try folder.text("e") == table)
    let server = """
      import socket, sys
      s = socket.socket(socket.AF_UNIX); s.bind("socket"); s.listen(1); print("ready", flush=True)
      c = s.accept()[0].makefile("rb").read(); open("f", "wb").write(c)
      """
    try folder.write(server, to: "server.py")
    _ = try shell(
      "coproc python3 server.py; read <&\"${COPROC[0]}\"; \"$0\" sweep \"$@\" --csv socket && wait",
      in: folder)
    #expect(try folder.text("f") == table)
    _ = try shell("\"$0\" sweep \"$@\" --dir study; \"$0\" export --dir study --out - > g", in: folder)
    #expect(try folder.text("g") == table)
  }

  /// Found out before the first cell is trained.
  @Test(arguments: [
    ("/dev/fd/9", "No such file"), ("/dev/fd/0", "it is not open for writing"), (".", "it is a directory"),
    ("loop", "symbolic links"),
  ])
  func whatCannotBeWrittenIsRefused(_ name: String, _ problem: String) throws {
    let folder = try Folder()
    _ = try shell("ln -s loop loop", in: folder)
    let run = try PipedRun(
      ["/bin/bash", "-c", "exec \"$0\" sweep \"$@\" --csv \(name) </dev/null", Program.path] + Self.tiny,
      directory: folder.path)
    #expect(try run.waitForExit() == .exited(73))
    #expect(run.error.hasPrefix("phase-tui: \(name): cannot be written: ") && run.error.contains(problem))
    #expect(run.error.filter { $0 == "\n" }.count == 1, "\(run.error)")
  }

  /// Its mode stays, and a link stays a link, one that leads nowhere yet too.
  @Test func aReplacedFileIsAsItWas() throws {
    let folder = try Folder()
    let table = try csv(folder)
    _ = try shell(
      """
      umask 022; echo > private; chmod 600 private; echo > open; chmod 666 open; mkdir sub
      ln -s sub/new link; ln -s private link2
      for name in private open link link2; do "$0" sweep "$@" --csv $name || exit; done
      stat -c '%n %a' private open sub/new > modes
      """, in: folder)
    #expect(try folder.text("modes") == "private 600\nopen 666\nsub/new 644\n")
    // What stands beside it says as much of it.
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("private.meta.json"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    for name in ["private", "open", "sub/new"] { #expect(try folder.text(name) == table) }
    for (link, target) in [("link", "sub/new"), ("link2", "private")] {
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(link)) == target)
    }
  }

  /// In a folder that everybody may write to, nobody else's link is followed.
  @Test(.enabled(if: getuid() == 0, "giving a link to somebody else takes root"))
  func aPlantedLinkIsNotFollowed() throws {
    let folder = try Folder()
    let run = try shell(
      """
      echo mine > victim; mkdir shared; chown 65534 shared; chmod 1777 shared
      ln -s ../victim shared/out.csv; chown -h 1234 shared/out.csv
      "$0" sweep "$@" --csv shared/out.csv && exit 1; test $? = 73
      """, in: folder)
    #expect(run.error.contains("somebody else's link"), "\(run.error)")
    #expect(try folder.text("victim") == "mine\n")
  }

  /// Studies, data and themes come from pipes too.
  @Test func inputsMayBeStreams() throws {
    let folder = try Folder()
    let table = try csv(folder)
    _ = try shell(
      "\"$0\" study alpha-depth | \"$0\" sweep --study /dev/stdin \"$@\" --csv a.csv && "
        + "\"$0\" study alpha-depth | \"$0\" sweep --study - \"$@\" --csv b.csv && "
        + "\"$0\" sweep --study <(\"$0\" study alpha-depth) \"$@\" --csv c.csv", in: folder)
    for name in ["a.csv", "b.csv", "c.csv"] { #expect(try folder.text(name) == table, "\(name)") }
    _ = try shell(
      """
      "$0" train --depth 2 --steps 1 --seeds 1 --dump d &&
      "$0" sweep --data d/X.npy d/Y.npy "$@" --csv files.csv &&
      "$0" sweep --data <(cat d/X.npy) <(cat d/Y.npy) "$@" --csv pipes.csv && cmp files.csv pipes.csv
      """, in: folder)
    let theme = "inherits = \"dark\"\n"
    let check = try shell("\"$0\" theme check <(printf '%s' '\(theme)')", in: folder)
    #expect(check.output.contains("fine"))
    let piped = try shell("printf '%s' '\(theme)' | \"$0\" theme check -", in: folder)
    #expect(piped.output.contains("fine"))
  }

  /// What the program looks for by itself is a file: a pipe in its place, which nobody writes to, holds nothing up.
  @Test(arguments: ["study.toml", "arithmetic", "X.npy"]) func aPipeInADirectoryIsRefused(_ name: String)
    throws
  {
    let folder = try Folder()
    _ = try shell(
      """
      "$0" sweep "$@" --dir study && rm -f study/\(name) && mkfifo study/\(name) || exit
      test \(name) != X.npy || : > study/Y.npy
      "$0" export --dir study < /dev/null; test $? = 65
      """, in: folder)
  }

  /// Names are bytes: one that is no UTF-8 is that file, and is told without driving the terminal.
  @Test func namesThatAreNotUTF8() throws {
    let folder = try Folder()
    let table = try csv(folder)
    _ = try shell(
      """
      set -e
      "$0" sweep "$@" --csv $'\\xff.csv'; cmp $'\\xff.csv' plain.csv; test -e $'\\xff.csv.meta.json'
      "$0" sweep "$@" --dir $'d\\xfe/sub'; test -e $'d\\xfe/sub/study.toml'
      "$0" export --dir $'d\\xfe/sub' --out $'e\\xfd.csv'; cmp $'e\\xfd.csv' plain.csv
      "$0" train --depth 2 --steps 1 --seeds 1 --dump $'w\\xfc'
      "$0" sweep --data $'w\\xfc/X.npy' $'w\\xfc/Y.npy' "$@" --csv own.csv --dir $'o\\xfb'
      "$0" sweep --dir $'o\\xfb' --csv own2.csv; cmp own.csv own2.csv
      "$0" study alpha-depth > $'s\\xfa.toml'; "$0" sweep --study $'s\\xfa.toml' "$@" --csv s.csv; cmp s.csv plain.csv
      export XDG_STATE_HOME=$PWD/$'state\\xf9' XDG_CONFIG_HOME=$PWD/$'config\\xf8'
      mkdir -p $'config\\xf8/phase-tui'; echo 'jobs = 1' > $'config\\xf8/phase-tui/config.toml'
      "$0" info > info; "$0" sweep "$@" --csv state.csv
      """, in: folder)
    #expect(try !table.isEmpty && folder.text("info").contains("config\\xF8/phase-tui/config.toml"))
    let run = try PipedRun(
      ["/bin/bash", "-c", "exec \"$0\" sweep --study $'none\\xff\\e[31m.toml' --csv o", Program.path],
      directory: folder.path)
    #expect(try run.waitForExit() == .exited(65))
    #expect(run.error.contains("none\\xFF?[31m.toml: cannot be read"), "\(run.error)")
    let kernel = try PipedRun(
      [Program.path, "info"], environment: ["PHASE_TUI_KERNEL": "a\u{1B}]0;b\u{7}"], directory: folder.path)
    try kernel.waitForExit()
    #expect(!(kernel.error + kernel.output).contains { "\u{1B}\u{7}".contains($0) })
  }

  /// The explorer keeps a study under such a name, and shows no byte of it raw.
  @Test func theScreenKeepsStudiesUnderSuchNames() throws {
    let folder = try Folder()
    let line = "exec \"$0\" \"$@\" --dir $'study\\xff'"
    let session = try TerminalSession(
      ["/bin/bash", "-c", line, Program.path] + ExplorerSession.small, directory: folder.path)
    try session.waitUntil("the complete grid", timeout: 120) { $0.isComplete }
    #expect(try session.quit() == .exited(0))
    let again = try PipedRun(
      ["/bin/bash", "-c", "exec \"$0\" export --dir $'study\\xff'", Program.path], directory: folder.path)
    #expect(try again.waitForExit() == .exited(0))
    #expect(try Table(again.output).rows.count == ExplorerSession.smallCells)
  }
}

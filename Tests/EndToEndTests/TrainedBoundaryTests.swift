import Foundation
import Testing

/// Boundaries of a trainer whose axes have equal differences: where they lie is known exactly.
@Suite(.serialized) struct TrainedBoundaryTests {
  /// Unstable where `depth · lr > 3`.
  private static let script = #"""
    hello='{"name": "product", "version": "1", "parameters": [
     {"name": "lr", "kind": "real", "low": 0, "high": 4, "default": 1},
     {"name": "depth", "kind": "whole", "low": 1, "high": 33, "default": 8}], "most_cells": 16}'
    while read -r line; do
      case $line in
      *'"phase_tui"'*) echo $hello;;
      *'"quit"'*) exit 0;;
      *'"train"'*)
        echo "$line" | tr '{' '\n' | sed -n 's/.*"id": \([0-9]*\).*/id \1/p; s/.*"depth": \([0-9]*\).*/depth \1 &/p' |
          sed 's/^depth \([0-9]*\).*"lr": \([0-9.e-]*\).*/cell \1 \2/' |
          awk '$1 == "id" {id = $2} $1 == "cell" {
            printf "{\"id\": %d, \"seed\": 0, \"losses\": [[0, 1], [8, %s]]}\n", id, ($2 * $3 > 3 ? 2 : 0.5)}';;
      esac
    done
    """#
  private static let options = [
    "--trainer", "sh train.sh", "--axis", "lr=0:4:5", "--axis", "depth=1:33:5", "--seeds", "1",
  ]

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write(Self.script, to: "train.sh")
    return folder
  }

  @Test func aSweepPlacesThem() throws {
    let folder = try folder()
    let sweep = try Program.piped(
      ["sweep", "--boundary", "1/32", "--csv", "a.csv", "--boundary-csv", "b.csv"] + Self.options,
      environment: ["XDG_STATE_HOME": folder.path("state")], directory: folder)
    #expect(try sweep.waitForExit(timeout: 120) == .exited(0), "\(sweep.error)")
    #expect(sweep.error.contains("the boundaries are known to 1/"), "\(sweep.error)")
    #expect(sweep.error.contains("of the axes"), "\(sweep.error)")
    let cells = try Table(folder.text("a.csv"))
    #expect(cells.rows.count < 33 * 33 / 3)
    let lines = try folder.text("b.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    #expect(lines.count > 20)
    var narrow = 0
    for line in lines {
      #expect(line[0] == "unstable")
      let numbers = line[2...5].compactMap { Double($0) }
      try #require(numbers.count == 4)
      let (at, value, low, high) = (numbers[0], numbers[1], numbers[2], numbers[3])
      // The last value that is stable, and the first that is not.
      #expect(low * at <= 3 && high * at > 3, "\(line)")
      #expect(abs(value - (low + high) / 2) < 1e-5, "\(line)")
      if high - low <= (line[1] == "lr" ? 4.0 / 32 : 1) + 1e-9 { narrow += 1 }
    }
    #expect(narrow > lines.count / 2)
  }

  @Test func theScreenPlacesThem() throws {
    let folder = try folder()
    let session = try ExplorerSession.complete(Self.options, directory: folder)
    try session.type(":refine-boundary 1/16\n", until: "what it takes") {
      $0.contains("boundaries to 1/16 of the axes: ~33 cells")
    }
    session.press(.enter)
    try session.waitUntil("the boundaries") { $0.contains("are known to 1/16 of the axes: ") }
    try session.type("R", until: "what the next takes") { $0.contains("boundaries to 1/32 of the axes: ~") }
    #expect(try session.quit() == .exited(0))
  }
}

import Foundation
import Testing

/// `phase-tui rerun` of cells that a trainer trained.
@Suite struct TrainedRerunTests {
  /// Keys are in the order of the records.
  private func swept(_ script: String = TrainedSweepTests.script) throws -> (folder: Folder, keys: [String]) {
    let folder = try Folder()
    try folder.write(script, to: "train.sh")
    try run(
      ["sweep", "--dir", "d", "--jobs", "1"] + TrainedSweepTests.trainer + TrainedSweepTests.axes, in: folder)
    let records = try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records"))
    let lines = try folder.text("d/records/\(try #require(records.first))").split(separator: "\n")
    let keys = lines.compactMap { $0.firstMatch(of: /"key":"([0-9a-f]{16})"/).map { String($0.1) } }
    #expect(keys.count == 20)
    return (folder, keys)
  }

  @discardableResult
  private func run(
    _ arguments: [String], _ status: ExitStatus = .exited(0), environment: [String: String] = [:],
    in folder: Folder
  ) throws -> PipedRun {
    let run = try Program.piped(
      arguments, environment: ["XDG_STATE_HOME": folder.path("state")].merging(environment) { $1 },
      directory: folder)
    #expect(try run.waitForExit(timeout: 60) == status, "\(run.output)\(run.error)")
    return run
  }

  /// Without the file and line.
  private func lines(_ run: PipedRun) -> [String] {
    run.output.split(separator: "\n").map { String($0.replacing(#/^.*\.jsonl:[0-9]+: /#, with: "")) }
  }

  @Test func aDeterministicTrainerIsIdentical() throws {
    let (folder, keys) = try swept()
    let run = try run(["rerun", "--dir", "d", keys[0]], in: folder)
    let letter = try #require(lines(run).first?.dropFirst("seed 0: identical; ".count).first)
    #expect(
      lines(run) == [
        "seed 0: identical; \(letter) as before", "seed 1: identical; \(letter) as before",
        "identical; \(letter == "T" ? "trained" : "divergent"), as before",
      ])
    #expect(run.error.isEmpty)
  }

  /// The last loss has the process in its digits, and nothing else differs.
  @Test func aNoisyTrainerIsMeasured() throws {
    let (folder, keys) = try swept(
      TrainedSweepTests.script.replacing("seed))']]", with: "seed)).$(printf %07d $$)']]"))
    let run = try run(["rerun", "--dir", "d", keys[0]], in: folder)
    let said = lines(run)
    #expect(said.count == 3)
    for (seed, line) in said.prefix(2).enumerated() {
      let match = try #require(
        line.wholeMatch(
          of:
            /seed (\d): losses differ by ([0-9.e-]+) of their size at most, at step 10; accuracy identical; . as before/
        ), "\(line)")
      #expect(Int(match.1) == seed)
      #expect(try #require(Double(match.2)) > 0 && Double(match.2) ?? 1 < 0.02)
    }
    #expect(
      said[2].hasSuffix("as before; a trainer need not train the same twice, so that the numbers may differ"))
  }

  /// Another regime counts, one seed's letter alone does not.
  @Test func anotherRegimeIsAStatus() throws {
    let (folder, keys) = try swept(
      TrainedSweepTests.script.replacing(
        "+ seed))", with: "+ seed + ${SHIFT:-0} * (seed + 1 >= ${FROM:-0})))"))
    // Where nothing is shifted the same, by either number.
    for (shift, before, now) in [("500", "T", "X"), ("-500", "X", "T")] {
      var found = false
      for key in keys where !found {
        let one = try Program.piped(
          ["rerun", "--dir", "d", key],
          environment: ["XDG_STATE_HOME": folder.path("state"), "SHIFT": shift], directory: folder)
        let status = try one.waitForExit(timeout: 60)
        let said = lines(one)
        guard said.contains(where: { $0.contains("\(before) before, \(now) now") }),
          said.prefix(2).allSatisfy({ $0.hasSuffix("; \(before) before, \(now) now") })
        else { continue }
        found = true
        #expect(status == .exited(1), "\(one.output)")
        let words = ["T": "trained", "X": "divergent"]
        #expect(
          said.last?.hasPrefix("\(words[before] ?? "") before, \(words[now] ?? "") now; ") == true,
          "\(one.output)")
      }
      #expect(found)
    }
    // A tie goes to the earlier rule, so that one unstable seed of two decides; of an unstable cell one may change.
    var tied = false
    for key in keys where !tied {
      let one = try Program.piped(
        ["rerun", "--dir", "d", key],
        environment: ["XDG_STATE_HOME": folder.path("state"), "SHIFT": "-500", "FROM": "2"], directory: folder
      )
      let status = try one.waitForExit(timeout: 60)
      let said = lines(one)
      guard said.count == 3, said[0] == "seed 0: identical; X as before",
        said[1].hasSuffix("; X before, T now")
      else { continue }
      tied = true
      #expect(status == .exited(0) && said[2].hasPrefix("divergent, as before; "), "\(one.output)")
    }
    #expect(tied)
  }

  @Test func anotherVersionIsSaid() throws {
    let (folder, keys) = try swept()
    let run = try run(["rerun", "--dir", "d", keys[3]], environment: ["VERSION": "2"], in: folder)
    #expect(run.output.hasPrefix("recorded by version 1 of walk, this is 2\n"))
    #expect(lines(run).last?.hasPrefix("identical; ") == true)
  }

  /// The program is somebody's: it is started as for a sweep.
  @Test func theTrainerIsConfirmed() throws {
    let (folder, keys) = try swept()
    try folder.write("echo started >> started\n" + TrainedSweepTests.script, to: "train.sh")
    let rerun = ["rerun", "--dir", "d", keys[0]]
    let refused = try run(rerun, .exited(77), in: folder)
    #expect(refused.error.contains("d/study.toml: names a trainer that was not confirmed: sh train.sh"))
    #expect(refused.output.isEmpty && !folder.names.contains("started"))
    try run(rerun + ["--trainer", "sh train.sh"], in: folder)
    try run(rerun + ["--trust"], in: folder)
    try run(rerun, in: folder)
    #expect(try folder.text("started") == "started\nstarted\nstarted\n")
  }

  @Test func aCellThatCannotBeTrainedFails() throws {
    let (folder, keys) = try swept(TrainedSweepTests.script.replacing("\"$BAD\"", with: "\"${BAD:-none}\""))
    // x = 0 is in the first column.
    let failed = try keys.contains { key in
      let one = try Program.piped(
        ["rerun", "--dir", "d", key], environment: ["XDG_STATE_HOME": folder.path("state"), "BAD": "0"],
        directory: folder)
      guard try one.waitForExit(timeout: 60) == .exited(71) else { return false }
      return one.error == "phase-tui: x is bad\n" && one.output.isEmpty
    }
    #expect(failed)
  }

  @Test func anotherTrainersCellIsRefused() throws {
    let (folder, keys) = try swept()
    try folder.write(
      TrainedSweepTests.script.replacing("\"name\": \"x\"", with: "\"name\": \"z\""), to: "z.sh")
    let rerun = ["rerun", "--dir", "d", keys[0], "--trainer"]
    let refused = try run(rerun + ["sh z.sh"], .exited(65), in: folder)
    #expect(
      refused.error.contains("with the parameters x, y, act, and this one is walk with z, y, act"),
      "\(refused.error)")
  }

  @Test func theBuiltInNetworksHaveNoTrainer() throws {
    let folder = try Folder()
    try run(
      ["sweep", "--dir", "d", "--axis", "alpha=1:2:2", "--axis", "depth=1:2:2", "--set", "width=4"],
      in: folder)
    let records = try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records"))
    let line = try folder.text("d/records/\(try #require(records.first))")
    let key = String(try #require(line.firstMatch(of: /"key":"([0-9a-f]{16})"/)).1)
    for option in [["--trainer", "sh train.sh"], ["--trust"], ["--trainer-patience", "3"]] {
      let refused = try run(["rerun", "--dir", "d", key] + option, .exited(64), in: folder)
      #expect(refused.error.contains(option[0]) && refused.output.isEmpty)
    }
  }
}

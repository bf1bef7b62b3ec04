import Engine
import Foundation
import Testing

/// A study in shares, by processes that share nothing but its directory.
@Suite struct ShardTests {
  static let small = [
    "--axis", "alpha=0.1:100:6", "--axis", "depth=1:64:4", "--set", "width=4", "--jobs", "1",
  ]

  private func start(
    _ arguments: [String], environment: [String: String] = [:], in folder: Folder
  ) throws -> PipedRun {
    try Program.piped(["sweep", "--dir", "d"] + arguments, environment: environment, directory: folder)
  }

  /// Each round begins when all shares of the round before have ended; the parts of each then run at the same time.
  @Test func sharesMeetInTheBytesOfOneSweep() throws {
    let folder = try Folder()
    let whole = try Program.piped(
      ["sweep", "--csv", "a.csv", "--dir", "a", "--refine", "1"] + Self.small, directory: folder)
    #expect(try whole.waitForExit(timeout: 120) == .exited(0), "\(whole.error)")
    for round in ["0", "1"] {
      let shares = try (1...3).map {
        try start(Self.small + ["--shard", "\($0)/3", "--refine", round], in: folder)
      }
      for share in shares { #expect(try share.waitForExit(timeout: 120) == .exited(0), "\(share.error)") }
    }
    let export = try Program.piped(["export", "--dir", "d", "--out", "b.csv"], directory: folder)
    #expect(try export.waitForExit() == .exited(0), "\(export.error)")
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
  }

  /// A share waits for nobody: what it cannot decide it says, with the status of a passing failure.
  @Test func saysThatARoundWaitsForOtherShares() throws {
    let folder = try Folder()
    let first = try start(Self.small + ["--shard", "1/2", "--refine", "1"], in: folder)
    #expect(try first.waitForExit(timeout: 120) == .exited(75))
    #expect(first.error.contains("round 0 waits for other shares"), "\(first.error)")
  }

  @Test func aFinishedShareDoesNothingWhenItIsRunAgain() throws {
    let folder = try Folder()
    let share = ["--shard", "1/2"]
    let first = try start(Self.small + share, in: folder)
    #expect(try first.waitForExit(timeout: 120) == .exited(0), "\(first.error)")
    let records = try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records"))
    let texts = try records.map { try folder.text("d/records/\($0)") }
    #expect(records.count == 1)
    // The study comes from the directory.
    let again = try start(share, in: folder)
    #expect(try again.waitForExit() == .exited(0), "\(again.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records")) == records)
    #expect(try records.map { try folder.text("d/records/\($0)") } == texts)
  }

  /// The first process on a directory pins its arithmetic: another kernel is refused when it is asked for by name, and
  /// gives way to one of the pinned arithmetic when it is not.
  @Test(.enabled("needs both arithmetics") { KernelChoice.available[0].numerics.rawValue == "fma" })
  func aDirectoryPinsItsArithmetic() throws {
    let fused = try Folder()
    let share = ["--shard", "1/8"]
    #expect(try start(Self.small + share, in: fused).waitForExit(timeout: 120) == .exited(0))
    #expect(try fused.text("d/arithmetic") == "fma\n")
    let refused = try start(share, environment: ["PHASE_TUI_KERNEL": "baseline"], in: fused)
    #expect(try refused.waitForExit() == .exited(65))
    let line = refused.error
    #expect(line.contains("d: is measured in fma arithmetic") && line.contains("PHASE_TUI_KERNEL"), "\(line)")
    #expect(line.split(separator: "\n").count == 1)

    let separate = try Folder()
    let baseline = ["PHASE_TUI_KERNEL": "baseline"]
    let pinning = try start(Self.small + share, environment: baseline, in: separate)
    #expect(try pinning.waitForExit(timeout: 120) == .exited(0), "\(pinning.error)")
    #expect(try separate.text("d/arithmetic") == "mul-add\n")
    let other = try start(["--shard", "2/8"], in: separate)
    #expect(try other.waitForExit(timeout: 120) == .exited(0))
    #expect(
      other.error.contains("d: measured in mul-add arithmetic, therefore the kernel is baseline"),
      "\(other.error)")
    for name in try FileManager.default.contentsOfDirectory(atPath: separate.path("d/records")) {
      #expect(try separate.text("d/records/\(name)").contains("\"baseline\""))
    }
  }
}

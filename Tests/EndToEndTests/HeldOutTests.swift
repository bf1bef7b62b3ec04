import Archive
import Foundation
import Testing

/// `--task`, `--test` and `--test-data`.
@Suite(.serialized) struct HeldOutTests {
  private static let columns = [
    "test_loss_initial", "test_loss_final", "test_limit_distance", "test_tangent_distance",
  ]
  private static let small = ["--dimension", "4", "--samples", "6", "--depth", "4", "--steps", "5"]

  private func run(_ arguments: [String], in folder: Folder, status: Int32 = 0) throws -> PipedRun {
    let run = try Program.piped(arguments, directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(status), "\(run.error)")
    return run
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func trainMeasuresOnThem() throws {
    let folder = try Folder()
    let task = ["train"] + Self.small + ["--task", "teacher", "--seeds", "2", "--json"]
    let plain = try json(try run(task, in: folder).output)
    let measured = try json(
      try run(task + ["--test", "7", "--measure", "tangent"], in: folder).output)
    #expect(plain["task"] as? String == "teacher" && plain["test_loss_final"] == nil)
    #expect(measured["test"] as? Int == 7)
    for name in ["test_loss_initial", "test_loss_final", "test_tangent_distance"] {
      #expect((measured[name] as? Double).map { $0 > 0 } == true, "\(name)")
    }
    #expect(measured["loss_final"] as? Double == plain["loss_final"] as? Double)
    let seeds = try #require(measured["per_seed"] as? [[String: Any]])
    #expect(seeds.count == 2 && seeds.allSatisfy { $0["test_loss_final"] is Double })
  }

  /// In tables, from records as from training, and nothing is trained again.
  @Test func aSweepKeepsThem() throws {
    let folder = try Folder()
    let sweep =
      ["sweep", "--axis", "alpha=1:10:2", "--axis", "steps=2:8:3", "--depth", "4", "--dimension", "4"] + [
        "--seeds", "2", "--task", "teacher", "--test", "5", "--measure", "tangent,limit", "--dir", "d",
      ]
    _ = try run(sweep + ["--csv", "a.csv"], in: folder)
    let table = try Table(try folder.text("a.csv"))
    #expect(Array(table.columns.suffix(6)) == ["task", "test"] + Self.columns && table.rows.count == 6)
    for name in Self.columns.prefix(2) + Self.columns.suffix(1) {
      #expect(table.numbers(name).allSatisfy { $0 > 0 }, "\(name)")
    }
    let journals = try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records"))
    _ = try run(sweep + ["--csv", "b.csv"], in: folder)
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("d/records")) == journals)
    let seeds = try run(["export", "--dir", "d", "--format", "csv", "--per-seed"], in: folder)
    let rows = try Table(seeds.output)
    #expect(Array(rows.columns.suffix(3)) == ["test"] + Self.columns.prefix(2) && rows.rows.count == 12)
    #expect(rows.numbers("test_loss_final").allSatisfy { $0 > 0 })
  }

  /// The distance to the kernel's limit is a column, with its error, where it was asked for, and a colouring.
  @Test func theTangentLimitIsMeasuredOnThem() throws {
    let folder = try Folder()
    let sweep =
      ["sweep", "--axis", "alpha=1:10:2", "--axis", "depth=2:8:2", "--steps", "4", "--dimension", "4"] + [
        "--seeds", "2", "--task", "teacher", "--test", "5", "--measure", "tangent_limit", "--dir", "d",
      ]
    _ = try run(sweep + ["--csv", "a.csv"], in: folder)
    let table = try Table(try folder.text("a.csv"))
    let names = ["distance", "error"].map { "test_tangent_limit_\($0)" }
    #expect(Array(table.columns.suffix(2)) == names && table.rows.count == 4)
    for name in names { #expect(table.numbers(name).allSatisfy { $0 > 0 }, "\(name)") }
    #expect(table.numbers(names[0]) != table.numbers("tangent_limit_distance"))
    let drawing = try run(
      ["export", "--dir", "d", "--format", "svg", "--colour", "test-tangent-limit-distance"], in: folder)
    #expect(drawing.output.contains("distance to the lazy ODE on held-out samples"))
  }

  /// Own held-out samples stand behind the others; the last of a single pair of files may be held out, too.
  @Test func ownDataMayBeHeldOut() throws {
    let folder = try Folder()
    for (name, seed) in [("d", "1"), ("e", "2")] {
      _ = try run(["train"] + Self.small + ["--data-seed", seed, "--dump", name], in: folder)
    }
    let own = ["--depth", "4", "--steps", "5", "--json", "--data", "d/X.npy", "d/Y.npy"]
    let plain = try json(try run(["train"] + own, in: folder).output)
    let both = try json(try run(["train"] + own + ["--test-data", "e/X.npy", "e/Y.npy"], in: folder).output)
    #expect(both["samples"] as? Int == 6 && both["test"] as? Int == 6)
    #expect(both["loss_final"] as? Double == plain["loss_final"] as? Double)
    #expect((both["test_loss_final"] as? Double ?? 0) > (both["loss_final"] as? Double ?? 0))
    let last = try json(try run(["train"] + own + ["--test", "2"], in: folder).output)
    #expect(last["samples"] as? Int == 4 && last["test"] as? Int == 2)
    // A directory has all of them.
    let sweep = ["sweep", "--axis", "alpha=1:2:2", "--axis", "depth=1:2:2", "--steps", "3", "--seeds", "1"]
    let data = ["--data", "d/X.npy", "d/Y.npy", "--test-data", "e/X.npy", "e/Y.npy"]
    _ = try run(sweep + data + ["--dir", "s", "--csv", "a.csv"], in: folder)
    _ = try run(["sweep", "--dir", "s", "--csv", "b.csv"], in: folder)
    #expect(try folder.text("a.csv") == folder.text("b.csv"))
    #expect(try Table(folder.text("b.csv")).numbers("test") == [6, 6, 6, 6])
  }

  @Test func whatCannotBeIsRefused() throws {
    let folder = try Folder()
    _ = try run(["train"] + Self.small + ["--dump", "d"], in: folder)
    let own = ["--data", "d/X.npy", "d/Y.npy"]
    for (arguments, part) in [
      (own + ["--test", "6"], "none is left to train on"),
      (own + ["--test", "2", "--samples", "5"], "ask for at most 4"),
      (own + ["--task", "teacher"], "own data have targets of their own"),
      (own + ["--test-data", "d/X.npy"], "expected two files"),
      (own + ["--test-data", "d/X.npy", "d/Y.npy", "--test", "2"], "leave out --test 2"),
      (["--test-data", "d/X.npy", "d/Y.npy"], "stands beside --data"),
      (["--test", "-1"], "whole number"), (["--task", "techer"], "did you mean \"teacher\"?"),
    ] {
      let run = try Program.piped(["train"] + arguments, directory: folder)
      #expect(try run.waitForExit(timeout: 60) == .exited(64), "\(arguments)")
      #expect(run.error.contains(part) && run.error.split(separator: "\n").count == 1, "\(run.error)")
    }
  }
}

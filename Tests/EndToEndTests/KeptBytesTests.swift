import Archive
import Engine
import Foundation
import Testing

/// Study directories, their exports and trainings written by the program of 25 November 2026, version 0.2.0, class
/// `fma`: whatever becomes of the sources, they open, export the same bytes and are trained again to the bit.
///
/// Changed since: gnuplot draws feature learning in SVG's colour, `#56B4E9` for `#0072B2`, and captions name a step rule
/// that is not the default. Exports are those of the rules that tell noise from instability: of the CSV's 82 rows seven have
/// the reason `noise-dominated` for `unstable`, and all have a letter at the end. Drawings have measured boundaries.
@Suite struct KeptBytesTests {
  /// Made by these commands; `--dir NAME --csv NAME.csv` is added, then each directory is exported in every format.
  static let sweeps: [(name: String, arguments: String)] = [
    (
      "alpha-depth",
      "--axis depth=1:64:4 --axis alpha=0.1:100:6 --set width=6 --set dimension=5 --set samples=4 --set steps=12"
        + " --seeds 3 --refine 1 --measure limit,tangent"
    ),
    (
      "dimension-scale",
      "--study dimension-scale --axis dimension=2:32:4 --axis sigma_v=0.3:300:5 --set depth=24 --set steps=10"
        + " --set eta=0.7 --set samples=5 --set step_rule=general --seeds 2 --seed 5 --data-seed 3"
    ),
    (
      "wide",
      "--axis alpha=0.5:8:3 --axis width=8:128:3 --set depth=16 --set sigma_u=1.5 --set steps=8 --boundary 1/4"
        + " --seeds 3"
    ),
  ]

  static let trainings: [(file: String, arguments: String)] = [
    ("train.json", "train --seeds 2 --json"),
    (
      "train-wide.json",
      "train --seeds 2 --alpha 3 --width 130 --depth 5 --steps 9 --step-rule general --json"
    ),
  ]

  static var trainsAlike: Bool { KernelChoice.available[0].numerics == .fused }

  /// The folder with everything unpacked in `kept`.
  private func unpacked() throws -> Folder {
    let folder = try Folder()
    let archive = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Kept/kept.tar.gz")
    let script = "mkdir kept && exec tar -xzf '\(archive.path)' -C kept"
    let run = try PipedRun(["/bin/sh", "-c", script], directory: folder.path)
    try #require(try run.waitForExit() == .exited(0), "\(run.error)")
    return folder
  }

  @Test(arguments: sweeps.map(\.name)) func directoriesOpenAndExportTheSameBytes(_ name: String) throws {
    let folder = try unpacked()
    for format in ExportFormat.allCases {
      let run = try Program.piped(
        ["export", "--dir", "kept/\(name)", "--format", format.rawValue], directory: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
      #expect(run.output == (try folder.text("kept/\(name).x.\(format.rawValue)")), "\(name) \(format)")
    }
  }

  @Test(.enabled(if: trainsAlike, "another class of arithmetic"), arguments: sweeps)
  func sweepsGiveTheSameBytes(_ sweep: (name: String, arguments: String)) throws {
    let folder = try unpacked()
    let arguments = ["sweep"] + sweep.arguments.split(separator: " ").map(String.init)
    let run = try Program.piped(arguments + ["--dir", "new", "--csv", "new.csv"], directory: folder)
    #expect(try run.waitForExit(timeout: 300) == .exited(0), "\(run.error)")
    #expect(try folder.text("new.csv") == folder.text("kept/\(sweep.name).csv"))
    // Nothing is trained that is kept, so that no key has changed.
    let again = try Program.piped(
      arguments + ["--dir", "kept/\(sweep.name)", "--csv", "again.csv"], directory: folder)
    #expect(try again.waitForExit(timeout: 300) == .exited(0), "\(again.error)")
    #expect(try folder.text("again.csv") == folder.text("new.csv"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("kept/\(sweep.name)/records"))
    #expect(names == ["a.jsonl"])
    // The records' numbers, whoever wrote them first.
    func lines(_ path: String) throws -> Set<String> {
      let journals = try FileManager.default.contentsOfDirectory(atPath: folder.path(path))
      return try Set(
        journals.flatMap { journal in
          try folder.text("\(path)/\(journal)").split(separator: "\n").map { line in
            String(line.replacing(/"kernel":"[a-z0-9]*",/, with: "").replacing(/,"check":.*/, with: ""))
          }
        })
    }
    #expect(try lines("new/records") == lines("kept/\(sweep.name)/records"))
  }

  @Test(.enabled(if: trainsAlike, "another class of arithmetic"), arguments: trainings)
  func trainingsGiveTheSameBytes(_ training: (file: String, arguments: String)) throws {
    let folder = try unpacked()
    let run = try Program.piped(training.arguments.split(separator: " ").map(String.init), directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    #expect(run.output == (try folder.text("kept/\(training.file)")))
  }

  @Test(.enabled(if: trainsAlike, "another class of arithmetic"), arguments: sweeps.map(\.name))
  func recordsAreTrainedAgainToTheBit(_ name: String) throws {
    let folder = try unpacked()
    let lines = try folder.text("kept/\(name)/records/a.jsonl").split(separator: "\n")
    let keys = lines.compactMap { $0.firstMatch(of: /"kind":"measurement","key":"([0-9a-f]{16})"/)?.1 }
    for key in [try #require(keys.first), try #require(keys.last), keys[keys.count / 2]] {
      let run = try Program.piped(["rerun", "--dir", "kept/\(name)", String(key)], directory: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
      #expect(run.output.contains(": identical"), "\(run.output)")
    }
  }
}

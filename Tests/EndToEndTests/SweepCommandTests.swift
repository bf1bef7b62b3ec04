import Foundation
import Testing

/// `phase-tui sweep` as its users run it.
@Suite(.serialized) struct SweepCommandTests {
  static let columns = """
    alpha,depth,width,dimension,samples,steps,sigma_u,sigma_v,eta,residual_scale,data_seed,seeds,level,regime,reason,\
    confidence,predicted_regime,loss_initial,loss_final,loss_peak,initial_displacement,local_feature_update,\
    relative_feature_update,drift_nonlinearity,input_weight_change,output_weight_change,preactivation_change,\
    output_change,output_spread,limit_distance,limit_distance_error,limit_output_norm,tangent_distance,notes,letter
    """.split(separator: ",").map(String.init)

  /// Forty cells that cost little and cross all three regimes.
  static let small = ["--axis", "alpha=0.1:100:10", "--axis", "depth=1:64:4", "--set", "width=8"]

  /// Sweeps to completion and gives the CSV.
  private func csv(_ arguments: [String], in folder: Folder, name: String = "out.csv") throws -> String {
    let run = try Program.piped(["sweep"] + arguments + ["--csv", name], directory: folder)
    let status = try run.waitForExit(timeout: 120)
    #expect(status == .exited(0), "\(run.error)")
    return try folder.text(name)
  }

  @Test func writesOneRowACellInOrder() throws {
    let folder = try Folder()
    let table = try Table(try csv(Self.small, in: folder))
    #expect(Array(table.columns.prefix(Self.columns.count)) == Self.columns)
    #expect(table.rows.count == 40)
    #expect(table.numbers("depth") == [1, 4, 16, 64].flatMap { Array(repeating: $0, count: 10) })
    let alphas = table.numbers("alpha")
    #expect(alphas[0] == 0.1 && alphas[9] == 100 && Array(alphas[..<10]) == alphas[..<10].sorted())
    #expect(alphas == (0..<4).flatMap { _ in alphas[..<10] })
    #expect(table.rows.allSatisfy { $0["level"] == "0" && $0["width"] == "8" && $0["seeds"] == "8" })
    #expect(Set(table.rows.map { $0["regime"] }) == ["feature-learning", "lazy-ode", "divergent"])
    #expect(folder.names == ["out.csv", "out.csv.meta.json"])
  }

  @Test func writesTheSameBytesWithAnyNumberOfWorkers() throws {
    let folder = try Folder()
    let files = try ["1", "2", "5"].map {
      try csv(Self.small + ["--refine", "1", "--jobs", $0], in: folder, name: "\($0).csv")
    }
    #expect(Set(files).count == 1)
    let table = try Table(files[0])
    #expect(table.rows.count > 40)
    #expect(table.numbers("level") == table.numbers("level").sorted())
  }

  /// What is not at its default has a column behind the others.
  @Test func namesTheActivation() throws {
    let folder = try Folder()
    let axes = ["--axis", "alpha=1:10:2", "--axis", "depth=1:4:2", "--steps", "2", "--dir", "d"]
    let table = try Table(try csv(axes + ["--activation", "gelu"], in: folder))
    #expect(table.columns == Self.columns + ["activation"] && table.rows.count == 4)
    #expect(table.rows.allSatisfy { $0["activation"] == "gelu" })
    let run = try Program.piped(["export", "--dir", "d", "--format", "csv", "--per-seed"], directory: folder)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    let seeds = try Table(run.output)
    #expect(seeds.columns.last == "activation" && seeds.rows.count == 32)
    #expect(seeds.rows.allSatisfy { $0["activation"] == "gelu" })
  }

  /// Boundaries alone, coarse to fine; what it takes is said before, what was reached after.
  @Test func placesBoundariesWithFewCells() throws {
    let folder = try Folder()
    let run = try Program.piped(
      ["sweep"] + Self.small + ["--boundary", "1/16", "--csv", "out.csv"], directory: folder)
    #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
    let table = try Table(try folder.text("out.csv"))
    let lines = run.error.split(separator: "\n")
    #expect(
      lines.first?.contains(#/boundaries to 1/16 decade: about \d+ cells; the uniform grid .* has \d+/#)
        == true)
    #expect(
      lines.contains { $0.contains("\(table.rows.count) cells; the boundaries are known to 1/16 decade") },
      "\(run.error)")
    #expect(Set(table.rows.map { $0["regime"] }) == ["feature-learning", "lazy-ode", "divergent"])
    let few = try csv(Self.small + ["--cells", "50", "--boundary", "1/16"], in: folder, name: "few.csv")
    #expect(try Table(few).rows.count == 50)
    let brief = try csv(Self.small + ["--for", "1s", "--jobs", "1"], in: folder, name: "brief.csv")
    #expect(try !Table(brief).rows.isEmpty)
  }

  /// Two shares take turns, each waiting for the other's part of a round.
  @Test func sharesPlaceTheSameBoundaries() throws {
    let folder = try Folder()
    let goal = Self.small + ["--boundary", "1/8"]
    let alone = try csv(goal, in: folder)
    var ended = 0
    for turn in 0..<80 where ended < 2 {
      let share = try Program.piped(
        ["sweep"] + goal + ["--dir", "d", "--shard", "\(turn % 2 + 1)/2", "--csv", "shared.csv"],
        directory: folder)
      let status = try share.waitForExit(timeout: 120)
      #expect([.exited(0), .exited(75)].contains(status), "\(share.error)")
      ended = status == .exited(0) ? ended + 1 : 0
    }
    #expect(ended == 2)
    #expect(try folder.text("shared.csv") == alone)
  }

  /// Without `--measure` the columns are empty; the number of workers does not matter; what diverged has no distance.
  @Test func measuresDistancesToTheLimits() throws {
    let folder = try Folder()
    let small = [
      "--axis", "alpha=0.1:1000:3", "--axis", "depth=2:32:2", "--set", "width=4", "--set", "steps=10",
    ]
    let plain = try Table(try csv(small, in: folder))
    let files = try ["1", "3"].map {
      try csv(small + ["--measure", "limit,tangent", "--jobs", $0], in: folder, name: "\($0).csv")
    }
    #expect(files[0] == files[1])
    let both = try Table(files[0])
    let tangent = try Table(try csv(small + ["--measure", "tangent"], in: folder, name: "t.csv"))
    for (row, other) in zip(both.rows, plain.rows) {
      for name in both.columns where !name.contains("limit") && name != "tangent_distance" {
        #expect(row[name] == other[name])
      }
    }
    #expect(plain.rows.allSatisfy { $0["limit_distance"] == "NaN" && $0["tangent_distance"] == "NaN" })
    #expect(tangent.rows.allSatisfy { $0["limit_distance"] == "NaN" })
    #expect(tangent.rows.contains { $0["tangent_distance"] != "NaN" })
    #expect(tangent.rows.map { $0["tangent_distance"] } == both.rows.map { $0["tangent_distance"] })
    let distances = both.numbers("limit_distance")
    let errors = both.numbers("limit_distance_error")
    #expect(zip(distances, errors).prefix(2).allSatisfy { $0 > $1 && $1 > 0 })
    // At α = 0.1 the deeper network is nearer.
    #expect(distances[3] < distances[0] / 2)
  }

  @Test func printsAStudyThatReadsBack() throws {
    let folder = try Folder()
    for name in ["alpha-depth", "dimension-scale"] {
      let study = try Program.piped(["study", name], directory: folder)
      #expect(try study.waitForExit() == .exited(0))
      try folder.write(study.output, to: "\(name).toml")
      let axis = name == "alpha-depth" ? "alpha=0.1:10:2" : "sigma_v=0.1:10:2"
      let rows = name == "alpha-depth" ? "depth=1:4:2" : "dimension=2:8:2"
      let changes = ["--axis", axis, "--axis", rows, "--set", "steps=5"]
      #expect(
        try csv(["--study", name] + changes, in: folder, name: "a.csv")
          == csv(["--study", "\(name).toml"] + changes, in: folder, name: "b.csv"))
    }
  }

  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
  func writesTheFinishedCellsWhenInterrupted(signal: Int32, status: Int32) throws {
    let folder = try Folder()
    let run = try Program.piped(["sweep", "--jobs", "1", "--csv", "out.csv"], directory: folder)
    try run.waitUntil("a first line of progress") { ($0.output + $0.error).contains("\n") }
    run.signal(signal)
    #expect(try run.waitForExit() == .exited(status))
    let table = try Table(try folder.text("out.csv"))
    #expect(table.columns.starts(with: Self.columns))
    #expect(table.rows.count < 558)
    #expect(folder.names == ["out.csv", "out.csv.meta.json"])
  }

  /// On a terminal there is a bar, which is one line that is drawn again.
  @Test func showsABarOnATerminal() throws {
    let folder = try Folder()
    let session = try TerminalSession(
      [Program.path, "sweep"] + Self.small + ["--csv", "out.csv"], directory: folder.path)
    #expect(try session.waitForExit(timeout: 120) == .exited(0))
    #expect(session.screen.contains("40/40"))
    #expect(session.transcript.contains(UInt8(ascii: "\r")))
    #expect(session.screen.rows.filter { !$0.isEmpty }.count <= 8)
    #expect(session.differencesFromStart.isEmpty)
  }

  /// The file could be written when the sweep began and cannot at its end.
  @Test func savesTheResultsElsewhereWhenTheFolderIsGone() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.path("gone"), withIntermediateDirectories: true)
    let run = try Program.piped(
      ["sweep", "--csv", "gone/out.csv"], environment: ["TMPDIR": folder.path], directory: folder)
    try run.waitUntil("a first line of progress") { $0.error.contains("\n") }
    try FileManager.default.removeItem(atPath: folder.path("gone"))
    run.signal(SIGINT)
    #expect(try run.waitForExit() == .exited(73))
    let name = try #require(folder.names.first)
    #expect(folder.names.count == 1 && name.contains("out.csv"))
    #expect(run.error.contains(folder.path(name)), "\(run.error)")
    #expect(try Table(folder.text(name)).columns.starts(with: Self.columns))
  }
}

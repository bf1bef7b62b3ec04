import Foundation
import Testing

/// `phase-tui train`, its JSON and its dump.
@Suite struct TrainCommandTests {
  private func train(_ arguments: String..., in folder: Folder) throws -> [String: Any] {
    let run = try Program.piped(["train", "--json"] + arguments, directory: folder)
    let status = try run.waitForExit()
    #expect(status == .exited(0), "\(run.error)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test func printsOneObjectWithTheCSVsNames() throws {
    let folder = try Folder()
    let report = try train("--depth", "8", "--steps", "20", "--seeds", "3", in: folder)
    for column in SweepCommandTests.columns where column != "level" {
      #expect(report[column] != nil, "\(column) is missing")
    }
    #expect(report["depth"] as? Int == 8 && report["steps"] as? Int == 20 && report["seeds"] as? Int == 3)
    #expect((report["losses"] as? [Double])?.count == 21)
    let seeds = try #require(report["per_seed"] as? [[String: Any]])
    #expect(seeds.map { $0["seed"] as? Int } == [0, 1, 2])
    for seed in seeds { #expect((seed["losses"] as? [Double])?.count == 21) }
    #expect(folder.names.isEmpty)
  }

  /// Of a long training the losses after some 512 of its steps, with the first and the measured ones.
  @Test func thinsTheLossesOfALongTraining() throws {
    let folder = try Folder()
    let report = try train("--depth", "2", "--width", "2", "--steps", "3000", "--seeds", "2", in: folder)
    let steps = try #require(report["loss_steps"] as? [Int])
    #expect(steps == Set(steps).sorted() && steps.starts(with: [0, 1]) && steps.last == 3000)
    #expect((513...520).contains(steps.count) && (report["losses"] as? [Double])?.count == steps.count)
    let measured = try #require(report["measured_steps"] as? [Int])
    #expect(measured.allSatisfy(steps.contains))
    for seed in try #require(report["per_seed"] as? [[String: Any]]) {
      let losses = try #require(seed["losses"] as? [Double])
      #expect(losses.count == steps.count && losses.last == seed["loss_final"] as? Double)
    }
  }

  /// The fourth seed alone is the fourth seed of the eight, to the last digit.
  @Test func trainsASeedAlikeAloneAndInCompany() throws {
    let folder = try Folder()
    let shape = ["--depth", "5", "--width", "3", "--steps", "12"]
    let alone = try train("--seed", "3", "--seeds", "1", shape[0], shape[1], shape[2], shape[3], in: folder)
    let company = try train(shape[0], shape[1], shape[2], shape[3], in: folder)
    let one = try #require((alone["per_seed"] as? [[String: Any]])?.first)
    let four = try #require((company["per_seed"] as? [[String: Any]])?[3])
    #expect(NSDictionary(dictionary: one) == NSDictionary(dictionary: four))
  }

  @Test func dumpsArraysThatNumPyReads() throws {
    let folder = try Folder()
    _ = try train(
      "--depth", "3", "--width", "5", "--dimension", "7", "--samples", "2", "--dump", "d", in: folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("d")).sorted()
    #expect(names == ["U.npy", "U0.npy", "V.npy", "V0.npy", "X.npy", "Y.npy", "output.npy", "tangent.npy"])
    for name in names {
      let bytes = try folder.data("d/\(name)")
      let shape = name.hasPrefix("U") || name.hasPrefix("V") ? [3, 5, 7] : [2, 7]
      #expect(bytes.prefix(6) == Data([0x93]) + Data("NUMPY".utf8))
      let header = String(decoding: bytes.dropFirst(10).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      #expect(header.contains("'<f4'"))
      #expect(header.contains("(\(shape.map(String.init).joined(separator: ", ")))"))
      #expect(bytes.count % 64 == 4 * shape.reduce(1, *) % 64)
    }
  }

  @Test func printsAReadableReport() throws {
    let folder = try Folder()
    let run = try Program.piped(
      ["train", "--depth", "4", "--steps", "10", "--measure", "limit,tangent"], directory: folder)
    #expect(try run.waitForExit() == .exited(0))
    // A line a value, under the names that the CSV and the README use.
    for column in SweepCommandTests.columns where column != "level" {
      #expect(run.output.contains("\(column) "), "\(column) is missing in\n\(run.output)")
    }
    #expect(run.output.contains("feature learning (8/8 seeds"))
    #expect(run.error.isEmpty)
    // What was not asked for has no line.
    let plain = try Program.piped(["train", "--depth", "4", "--steps", "10"], directory: folder)
    #expect(try plain.waitForExit() == .exited(0))
    #expect(!plain.output.contains("_distance") && plain.output.contains("output_spread "))
  }

  /// A choice that is not the default is named, so that others can train the same network.
  @Test(arguments: ["tanh", "gelu"]) func namesTheActivation(_ name: String) throws {
    let folder = try Folder()
    let run = try Program.piped(
      ["train", "--depth", "2", "--steps", "2", "--seeds", "1", "--activation", name, "--json"],
      directory: folder)
    #expect(try run.waitForExit() == .exited(0))
    #expect(run.output.contains("\"activation\": \"gelu\"") == (name == "gelu"), "\(run.output.prefix(900))")
    let words = try Program.piped(
      ["train", "--depth", "2", "--steps", "2", "--activation", name], directory: folder)
    #expect(try words.waitForExit() == .exited(0))
    #expect(words.output.contains(#/\nactivation +gelu\n/#) == (name == "gelu"))
    let wrong = try Program.piped(["train", "--activation", "gleu"], directory: folder)
    #expect(try wrong.waitForExit() == .exited(64))
    #expect(wrong.error.contains("unknown activation \"gleu\"; did you mean \"gelu\"?"))
  }

  /// Numbers do not depend on the workers.
  @Test func workersAreAskedFor() throws {
    let folder = try Folder()
    let tiny = [
      "train", "--depth", "4", "--steps", "4", "--dimension", "4", "--samples", "3", "--seeds", "9", "--json",
    ]
    let runs = try [[], ["--jobs", "1"], ["--jobs", "2"]].map {
      let run = try Program.piped(tiny + $0, directory: folder)
      #expect(try run.waitForExit(timeout: 120) == .exited(0), "\(run.error)")
      return run.output
    }
    #expect(Set(runs).count == 1 && !runs[0].isEmpty)
    let none = try Program.piped(tiny + ["--jobs", "0"], directory: folder)
    #expect(try none.waitForExit() == .exited(64))
    #expect(none.error.hasPrefix("phase-tui: --jobs 0: the number of workers must be from 1 to "))
  }

  /// A step size that is too large is named, with one to try, and values that are missing say why.
  @Test func unstableTrainingIsAdvised() throws {
    let folder = try Folder()
    let heads = ["train", "--depth", "8", "--steps", "30", "--block", "heads", "--loss", "cross-entropy"]
    let wild = try Program.piped(heads + ["--eta", "40", "--measure", "limit,tangent"], directory: folder)
    #expect(try wild.waitForExit(timeout: 120) == .exited(0), "\(wild.error)")
    #expect(wild.error.contains("training is unstable at eta 40; ") && wild.error.contains("--eta 1\n"))
    #expect(wild.output.contains("\nunstable ("), "\(wild.output)")
    for name in ["limit_distance", "tangent_distance"] {
      let line = try #require(wild.output.split(separator: "\n").first { $0.hasPrefix("\(name) ") })
      #expect(line.hasSuffix("unknown: training did not stay finite"))
    }
    let tame = try Program.piped(heads + ["--eta", "0.25"], directory: folder)
    #expect(try tame.waitForExit(timeout: 120) == .exited(0))
    #expect(!tame.error.contains("unstable"), "\(tame.error)")
  }
}

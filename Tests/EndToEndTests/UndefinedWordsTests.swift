import Foundation
import Testing

/// What a network cannot have is said without a screen, too, and tables stay as they are.
@Suite struct UndefinedWordsTests {
  private static let small = ["--dimension", "4", "--samples", "4", "--width", "4", "--steps", "3"]
  private static let heldOut = "no held-out samples"
  private static let accuracy = "needs cross-entropy on labels"
  private static let kernel = "known for gradient descent only"

  private func run(_ arguments: [String], in folder: Folder) throws -> PipedRun {
    let run = try Program.piped(arguments, directory: folder)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    return run
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func trainSaysItInLinesOfTheirOwn() throws {
    let folder = try Folder()
    let plain = try run(["train", "--depth", "4"] + Self.small, in: folder)
    #expect(plain.output.contains(#/\naccuracy +undefined: needs cross-entropy on labels\n/#))
    #expect(plain.output.contains(#/\nheld-out values +undefined: no held-out samples\n/#))
    #expect(!plain.output.contains("lazy ODE ") && !plain.output.contains("needs two seeds"))
    #expect(plain.error.isEmpty)
    let adam = try run(
      ["train", "--depth", "4", "--optimizer", "adam", "--seeds", "1", "--measure", "tangent_limit"]
        + Self.small, in: folder)
    #expect(
      adam.output.contains(#/\ntangent_limit_distance +undefined: known for gradient descent only\n/#),
      "\(adam.output)")
    #expect(adam.output.contains(#/\noutput_spread +undefined: needs two seeds\n/#))
    #expect(!adam.output.contains(#/(?i)nan/#))
    #expect(
      adam.error.contains(
        "--measure tangent_limit: there is no distance to the lazy ODE here: \(Self.kernel)"))
    let heads = try run(
      ["train", "--depth", "4", "--block", "heads", "--tokens", "2"] + Self.small, in: folder)
    #expect(heads.output.contains(#/\nlazy ODE +undefined: known for perceptrons only\n/#))
  }

  /// What every network of earlier versions wrote stays as it was.
  @Test func jsonSaysWhyAValueIsNull() throws {
    let folder = try Folder()
    func train(_ arguments: String...) throws -> [String: Any] {
      try object(run(["train", "--depth", "4", "--json"] + arguments + Self.small, in: folder).output)
    }
    #expect(try train()["undefined"] == nil)
    #expect(try train("--measure", "tangent_limit")["undefined"] == nil)
    let adam = ["--loss", "cross-entropy", "--optimizer", "adam"]
    #expect(try train(adam[0], adam[1], adam[2], adam[3], "--test", "2")["undefined"] == nil)
    let measured = try train(
      adam[0], adam[1], adam[2], adam[3], "--test", "2", "--measure", "tangent_limit", "--seeds", "1")
    let reasons = try #require(measured["undefined"] as? [String: String])
    let distances = [
      "tangent_limit_distance", "tangent_limit_error", "test_tangent_limit_distance",
      "test_tangent_limit_error",
    ]
    #expect(Set(reasons.keys) == Set(distances + ["output_spread"]))
    #expect(Set(distances.map { reasons[$0] }) == [Self.kernel])
    #expect(reasons["output_spread"] == "needs two seeds")
    for name in reasons.keys { #expect(measured[name] is NSNull, "\(name)") }
    #expect(measured["accuracy"] is Double)
  }

  @Test func exportsSayItBesideTheTable() throws {
    let folder = try Folder()
    let sweep = try run(
      [
        "sweep", "--axis", "alpha=1:2:2", "--axis", "depth=4:8:2", "--optimizer", "adam", "--dir", "d",
        "--csv", "a.csv", "--measure", "tangent_limit",
      ] + Self.small, in: folder)
    #expect(sweep.error.contains("--measure tangent_limit: there is no distance to the lazy ODE here"))
    let table = try Table(folder.text("a.csv"))
    #expect(table.rows.count == 4 && table.rows.allSatisfy { $0["tangent_limit_distance"] == "NaN" })
    #expect(table.rows.allSatisfy { $0["accuracy"] == nil && $0["undefined"] == nil })
    let meta = try object(folder.text("a.csv.meta.json"))
    let reasons = try #require(meta["undefined"] as? [String: String])
    #expect(
      reasons["tangent_limit_distance"] == Self.kernel && reasons["accuracy"] == Self.accuracy
        && reasons["loss_final"] == nil)
    let colour = try Program.piped(
      ["export", "--dir", "d", "--colour", "accuracy", "--out", "a.svg"], directory: folder)
    #expect(try colour.waitForExit() == .exited(64))
    #expect(colour.error.contains("no cell here has a value of accuracy: \(Self.accuracy)"))
  }
}

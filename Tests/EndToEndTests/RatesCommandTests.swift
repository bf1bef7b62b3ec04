import Foundation
import Testing

/// `phase-tui rates`.
@Suite(.serialized) struct RatesCommandTests {
  /// Quick ones; the others are run by `.ci/run` with the release build.
  @Test(arguments: ["initialization", "depth-width"])
  func measuresARate(name: String) throws {
    let folder = try Folder()
    let run = try Program.piped(
      ["rates", name, "--quick", "--json", "--csv", "p.csv", "--svg", "p.svg"], directory: folder)
    let status = try run.waitForExit()
    #expect(status == .exited(0), "\(run.error)")
    let list = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(list.count >= 4)
    for finding in list {
      let verdict = try #require(finding["verdict"] as? String)
      #expect(verdict.hasPrefix("agrees") || verdict == "not judged", "\(finding)")
      let low = try #require(finding["low"] as? Double)
      let high = try #require(finding["high"] as? Double)
      let measured = try #require(finding["measured"] as? Double)
      #expect(low <= measured && measured <= high)
    }
    #expect(try folder.text("p.csv").hasPrefix("figure,curve,style,x,y,low,high\n"))
    #expect(try folder.text("p.svg").hasPrefix("<svg "))
  }

  /// What is known of tanh alone is measured and not judged.
  @Test func measuresOtherActivations() throws {
    let folder = try Folder()
    let run = try Program.piped(
      ["rates", "dimension", "--quick", "--activation", "gelu", "--csv", "p.csv"], directory: folder)
    #expect(try run.waitForExit() == .exited(0), "\(run.error)")
    let lines = run.output.split(separator: "\n")
    #expect(lines[0] == "Fluctuation against the embedding dimension, gelu units")
    #expect(lines.count { $0.contains("  not judged  known of tanh alone") } == 1)
    #expect(lines.count { $0.contains("  agrees") } == 1, "\(run.output)")
    #expect(try folder.text("p.csv").contains("\"Fluctuation, gelu units\","))
    let data = Data(try folder.text("p.csv.meta.json").utf8)
    let meta = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(meta["activation"] as? String == "gelu" && meta["rate"] as? String == "dimension")
    #expect(meta["seeds"] is Int && meta["host"] is String && meta["date"] is String)
    let help = try Program.piped(["rates", "--help"], directory: folder)
    #expect(try help.waitForExit() == .exited(0))
    #expect(help.output.contains("--activation <activation>"))
  }

  /// Other seeds and draws, and draws from another one on, are what the table says and measures.
  @Test func measuresAsManyAsAreAskedFor() throws {
    let folder = try Folder()
    func table(_ more: [String]) throws -> [Substring] {
      let run = try Program.piped(
        ["rates", "dimension", "--quick", "--seeds", "4", "--draws", "2"] + more, directory: folder)
      #expect(try run.waitForExit() == .exited(0), "\(run.error)")
      return run.output.split(separator: "\n")
    }
    let (first, later) = (try table([]), try table(["--data-seed", "1"]))
    #expect(first[1].hasSuffix("2 draws of the data, 4 seeds") && first[1] == later[1])
    #expect(first.count == later.count && first.dropFirst(3) != later.dropFirst(3))
    #expect(first.contains { $0.hasPrefix("K = 50: exponent in D") })
  }

  @Test func theNumberOfWorkersDoesNotMatter() throws {
    let outputs = try ["1", "3"].map { jobs in
      let run = try Program.piped(
        ["rates", "initialization", "--quick", "--jobs", jobs], directory: try Folder())
      #expect(try run.waitForExit() == .exited(0))
      return run.output
    }
    #expect(outputs[0] == outputs[1] && outputs[0].contains("forward, exponent in L"))
  }

  @Test(arguments: [
    (["rates", "lasy"], "rates: unknown rate \"lasy\"; did you mean \"lazy\"?", 64),
    (
      ["rates", "lazy", "--activation", "gleu"],
      "--activation gleu: unknown activation \"gleu\"; did you mean \"gelu\"?", 64
    ),
    (["rates", "chaos", "--seeds", "5"], "--seeds 5: chaos compares seeds in groups: a multiple of 2", 64),
    (["rates", "lazy", "--draws", "1"], "--draws 1: the number of draws must be from 2 to 100", 64),
    (
      ["rates", "lazy", "--data-seed", "-1"], "--data-seed -1: the first draw of the data must be from 0 to",
      64
    ),
    (["rates", "lazy", "--jobs", "0"], "--jobs 0: the number of workers must be from 1 to 1024", 64),
    (["rates", "lazy", "--svg", "no/such/place.svg"], "no/such/place.svg: cannot be written", 73),
  ])
  func refusesInOneLine(arguments: [String], message: String, status: Int32) throws {
    let run = try Program.piped(arguments, directory: try Folder())
    #expect(try run.waitForExit() == .exited(status))
    #expect(run.error.hasPrefix("phase-tui: \(message)") && run.error.split(separator: "\n").count == 1)
    #expect(run.output.isEmpty)
  }

  @Test func interruptedItWritesNothing() throws {
    let folder = try Folder()
    let run = try Program.piped(["rates", "residual-scale", "--csv", "p.csv"], directory: folder)
    try run.waitUntil("the first stage") { $0.error.contains("networks ...") }
    run.signal(SIGINT)
    #expect(try run.waitForExit() == .exited(130))
    #expect(run.error.contains("phase-tui: interrupted; nothing is written"))
    #expect(folder.names.isEmpty && run.output.isEmpty)
  }
}

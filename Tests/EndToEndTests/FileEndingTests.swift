import Testing

/// A file is written in the format that its name promises, or not at all.
@Suite(.serialized) struct FileEndingTests {
  private static let tiny = [
    "--axis", "alpha=1:2:2", "--axis", "depth=1:2:2", "--set", "steps=2", "--seeds", "1",
  ]

  @Test func theEndingChoosesTheFormat() throws {
    let folder = try Folder()
    func run(_ arguments: String...) throws -> (status: ExitStatus, error: String, output: String) {
      let run = try Program.piped(arguments, directory: folder)
      return (try run.waitForExit(), run.error, run.output)
    }
    let sweep = try Program.piped(
      ["sweep", "--dir", "ds", "--csv", "all.csv"] + Self.tiny, directory: folder)
    #expect(try sweep.waitForExit() == .exited(0))
    let beginnings = [
      "d.svg": "<", "d.SVG": "<", "d.jsonl": "{", "d.ndjson": "{", "d.gp": "# cells", "d.plt": "# cells",
      "d.csv": "alpha,depth", "d": "alpha,depth", "d.txt": "alpha,depth", ".d": "alpha,depth",
      "v1.2/d": "alpha,depth", "d.boundary.csv": "boundary,", "boundary.csv": "alpha,depth",
    ]
    try folder.write("", to: "v1.2/other")
    for (name, beginning) in beginnings {
      let export = try run("export", "--dir", "ds", "--out", name)
      #expect(export.status == .exited(0), "\(export.error)")
      #expect(try folder.text(name).hasPrefix(beginning), "\(name)")
    }
    #expect(try folder.text("d.csv") == folder.text("all.csv"))
    #expect(try run("export", "--dir", "ds", "--format", "svg", "--out", "d.png").status == .exited(0))
    #expect(try folder.text("d.png") == folder.text("d.svg"))
    #expect(try run("export", "--dir", "ds", "--format", "svg").output == folder.text("d.svg"))

    let names = folder.names
    let refused = [
      ["export", "--dir", "ds", "--format", "csv", "--out", "e.svg"]:
        "--format csv --out e.svg: a name with this ending promises svg, and this is csv; name a .csv file",
      ["export", "--dir", "ds", "--out", "e.pdf"]:
        "--out e.pdf: no format has the ending .pdf; say one with --format: csv, jsonl, svg, gnuplot, boundary",
      ["export", "--dir", "ds", "--per-seed", "--out", "e.svg"]:
        "--per-seed: a svg file has no rows for seeds; leave it out",
      ["rates", "lazy", "--csv", "x.svg"]:
        "--csv x.svg: a name with this ending promises svg, and this is csv; name a .csv file",
      ["rates", "lazy", "--svg", "x.csv"]:
        "--svg x.csv: a name with this ending promises csv, and this is svg; name a .svg file",
      ["sweep", "--csv", "x.gp"] + Self.tiny:
        "--csv x.gp: a name with this ending promises gnuplot, and this is csv; name a .csv file",
    ]
    for (arguments, line) in refused {
      let run = try Program.piped(arguments, directory: folder)
      #expect(try run.waitForExit() == .exited(64))
      #expect(run.error == "phase-tui: \(line)\n")
    }
    #expect(folder.names == names)
  }

  @Test func theExplorerKeepsToItToo() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(directory: folder)
    session.type(":export csv d.svg")
    session.press(.enter)
    try session.waitUntil("the refusal") { $0.contains("a name with this ending promises") }
    session.press(.control("u"))
    session.type("export svg d.svg")
    session.press(.enter)
    try session.waitUntil("where it is") { $0.lastLine.contains("saved d.svg") }
    session.type(":export e.svg\r")
    try session.waitUntil("the format of its ending") { $0.lastLine.contains("saved e.svg") }
    #expect(try session.quit() == .exited(0))
    #expect(try folder.text("d.svg").hasPrefix("<"))
    #expect(try folder.text("e.svg") == folder.text("d.svg"))
  }
}

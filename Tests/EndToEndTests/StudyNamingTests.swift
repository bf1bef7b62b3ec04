import Foundation
import Testing

/// A study that was changed on the command line says so wherever it is shown, and is found where it was.
@Suite(.serialized) struct StudyNamingTests {
  private static let eta = [
    "--axis", "eta=0.5:1:2", "--axis", "depth=1:2:2", "--steps", "2", "--seeds", "1", "--set", "M=4",
  ]

  @Test func figuresAreTitledByTheAxes() throws {
    let folder = try Folder()
    let sweep = try Program.piped(["sweep", "--dir", "d"] + Self.eta, directory: folder)
    #expect(try sweep.waitForExit() == .exited(0), "\(sweep.error)")
    // Also of a directory that is opened without a word about its study.
    for name in ["a.svg", "a.gp"] {
      let export = try Program.piped(["export", "--dir", "d", "--out", name], directory: folder)
      #expect(try export.waitForExit() == .exited(0), "\(export.error)")
      let text = try folder.text(name)
      #expect(text.contains("eta-depth, M = 4, K = 2") && !text.contains("alpha-depth"))
    }
    // What it was made from stays its name on disk.
    #expect(try folder.text("d/study.toml").contains("name = \"alpha-depth\""))
    let slurm = try Program.piped(
      ["slurm", "--dir", "d", "--tasks", "2", "--at-most", "1"], directory: folder)
    #expect(try slurm.waitForExit() == .exited(0), "\(slurm.error)")
    #expect(slurm.output.contains("#SBATCH --job-name=phase-tui-eta-depth-round-0\n#SBATCH --array=0-1%1\n"))
  }

  @Test func theScreenAndItsFilesToo() throws {
    let folder = try Folder()
    let state = ["XDG_STATE_HOME": folder.path("state")]
    let session = try ExplorerSession.complete(Self.eta, environment: state, directory: folder)
    #expect(session.screen.rows[0].hasPrefix(" eta-depth  D 10  M 4"))
    session.type("s")
    try session.waitUntil("the file") { $0.lastLine.contains("saved eta-depth-001.csv") }
    try session.type("x", until: "the other study") { $0.rows[0].hasPrefix(" dimension-scale ") }
    session.type(":study eta-depth")
    session.press(.enter)
    try session.waitUntil("the first study again") { $0.rows[0].hasPrefix(" eta-depth ") }
    #expect(try session.quit() == .exited(0))
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path("state/phase-tui/studies"))
    #expect(kept.contains { $0.hasPrefix("alpha-depth-") })
    let studies = try Program.piped(["studies"], environment: state, directory: folder)
    #expect(try studies.waitForExit() == .exited(0))
    #expect(
      studies.output.contains("\n  η 0.5 … 1 (2) × L 1 … 2 (2), M 4, K 2, 1 seed  4 cells  "),
      "\(studies.output)")
  }
}

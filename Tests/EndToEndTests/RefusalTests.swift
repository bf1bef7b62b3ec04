import Foundation
import Testing

/// Bad input gets one line that names its place, and a status of `sysexits`; nothing is written.
@Suite struct RefusalTests {
  struct Refused: CustomTestStringConvertible {
    var arguments: [String]
    var status: Int32
    /// What the line must name.
    var words: [String]
    /// Files that stand in the working directory.
    var files: [String: String]

    init(_ command: String, _ status: Int32 = 64, _ words: String..., files: [String: String] = [:]) {
      arguments = command.split(separator: " ").map(String.init)
      self.status = status
      self.words = words
      self.files = files
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let usage: [Refused] = [
    Refused("swep --csv o.csv", 64, "swep", "sweep"),
    Refused("nonsense", 64, "nonsense", "explore"),
    Refused("train --alpha 0", 64, "alpha"),
    Refused("train --alpha -1", 64, "alpha"),
    Refused("train --alpha nan", 64, "alpha"),
    Refused("train --alpha much", 64, "alpha", "much"),
    Refused("train --depth 0", 64, "depth"),
    Refused("train --depth 2.5", 64, "depth", "2.5"),
    Refused("train --width 99999999999999999999", 64, "width"),
    Refused("train --steps 0", 64, "steps"),
    Refused("train --seeds 0", 64, "seeds"),
    Refused("train --sigma-v inf", 64, "sigma"),
    Refused("train --dept 3", 64, "--dept", "--depth"),
    Refused("train --depth 1000000 --width 1000000 --dimension 1000", 64, "depth", "GB"),
    Refused("sweep", 64, "--csv"),
    Refused("sweep --study alpha-dept --csv o.csv", 64, "alpha-depth"),
    Refused("sweep --set widht=3 --csv o.csv", 64, "widht", "width"),
    Refused("sweep --set width --csv o.csv", 64, "--set"),
    Refused("sweep --axis steps=1:2:3 --csv o.csv", 64, "steps"),
    Refused("sweep --axis depth=8:1:3 --csv o.csv", 64, "depth"),
    Refused("sweep --threshold feature=-1 --csv o.csv", 64, "feature"),
    Refused("sweep --jobs 0 --csv o.csv", 64, "jobs"),
    Refused("sweep --refine 99 --csv o.csv", 64, "refine"),
    Refused("slurm --dir d", 64, "--tasks"),
    Refused("slurm --tasks 4", 64, "--dir"),
    Refused("slurm --dir d --tasks 0", 64, "tasks", "100000"),
    Refused("slurm --dir d --tasks 4 --refine 9", 64, "refine"),
    Refused("slurm --dir d --tasks 4 --measure tangnt", 64, "tangent"),
    Refused("slurm --dir d --tasks 4 --jobs 0", 64, "jobs"),
    Refused("slurm --dir d --tasks 4 --cpus-per-task 0", 64, "cpus-per-task"),
    Refused("slurm --dir d --tasks 4 --max-array-size 0", 64, "max-array-size"),
    Refused("slurm --dir d --tasks 4 --time 4", 64, "--time 4", "5 minutes"),
    Refused("slurm --dir d --tasks 4 --sbatch --time=0:04:59", 64, "--time 0:04:59", "5 minutes"),
    Refused("slurm --dir d --tasks 4 --sbatch exclusive", 64, "--sbatch exclusive", "--exclusive"),
    Refused("slurm --dir d --tasks 4 --sbatch --array=0-3", 64, "--array=0-3"),
    Refused("slurm --dir d --tasks 4 --sbatch -d1", 64, "-d1"),
    Refused("slurm --dir d\\x --tasks 4", 64, "d\\x", "backslash"),
    Refused("slurm --dir d --tasks 4 --axis depth=8:1:3", 64, "depth"),
    Refused("slurm --dir /proc/d --tasks 4", 73, "/proc/d"),
    Refused("sweep --boundary 1/1000 --csv o.csv", 64, "--boundary", "1/512", "1/32"),
    Refused("sweep --boundary 1/64 --axis alpha=0.001:1000:2 --csv o.csv", 64, "--boundary", "1/32"),
    Refused("sweep --boundary 1/8 --refine 1 --csv o.csv", 64, "--refine", "--boundary"),
    Refused("sweep --cells 0 --csv o.csv", 64, "--cells"),
    Refused("sweep --for 2d --csv o.csv", 64, "--for", "2m"),
    Refused("sweep --for 2m --dir d --shard 1/2", 64, "--for", "--shard"),
    Refused("study alpha", 64, "alpha-depth"),
    Refused("frobnicate", 64, "frobnicate"),
  ]

  static let files: [Refused] = [
    Refused(
      "sweep --study s.toml --csv o.csv", 65, "s.toml:2", files: ["s.toml": "name = \"a\"\nsteps = = 3\n"]),
    Refused("sweep --study s.toml --csv o.csv", 65, "s.toml", "nmae", files: ["s.toml": "nmae = \"a\"\n"]),
    Refused("sweep --study s.toml --csv o.csv", 65, "s.toml", files: ["s.toml": ""]),
    Refused(
      "sweep --data X.npy Y.npy --csv o.csv", 65, "X.npy", files: ["X.npy": "no array", "Y.npy": "no array"]),
    Refused("sweep --data X.npy Y.npy --csv o.csv", 65, "X.npy", files: ["X.npy": "", "Y.npy": ""]),
    Refused("sweep --csv no/such/folder/o.csv", 73, "no/such/folder"),
    Refused("sweep --csv /proc/o.csv", 73, "/proc"),
    Refused("train --dump /proc/dump", 73, "/proc/dump"),
  ]

  @Test(arguments: usage + files)
  func saysWhatIsWrong(_ refused: Refused) throws {
    let folder = try Folder()
    for (name, text) in refused.files { try folder.write(text, to: name) }
    let run = try Program.piped(refused.arguments, directory: folder)
    #expect(try run.waitForExit() == .exited(refused.status))
    for word in refused.words { #expect(run.error.contains(word), "\(run.error)") }
    #expect(run.error.hasSuffix("\n") && run.error.dropLast().allSatisfy { $0 != "\n" }, "\(run.error)")
    #expect(run.output.isEmpty)
    #expect(folder.names == refused.files.keys.sorted())
  }

  @Test func namesTheSweepWithoutATerminal() throws {
    let folder = try Folder()
    let run = try Program.piped([], directory: folder)
    #expect(try run.waitForExit() == .exited(69))
    #expect(run.error.contains("terminal") && run.error.contains("sweep"))
    let session = try Program.inTerminal(environment: ["TERM": "nonsense"], directory: folder)
    #expect(try session.waitForExit() == .exited(69))
    #expect(session.screen.contains("nonsense") && session.screen.contains("sweep"))
    #expect(session.differencesFromStart.isEmpty)
  }
}

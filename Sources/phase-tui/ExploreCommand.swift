import Archive
import ArgumentParser
import Explorer
import Foundation
import Kernels
import Limits
import Phases
import Sweep
import Terminal

/// `phase-tui`: the screen.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the live phase diagram.")

  @OptionGroup var options: StudyOptions
  @Option(help: "A theme's name or a TOML file (default: $PHASE_TUI_THEME, or default).")
  var theme: String?
  @Option(help: "The colours to use (default: what the terminal has; NO_COLOR is honoured).")
  var color: ColorDepth?
  @Option(help: "Characters: unicode or ascii (default: what the locale allows).")
  var glyphs: GlyphSet?

  func run() throws {
    let kernel = try KernelChoice.selected()
    let jobs = try options.jobCount()
    let own = try options.seeds.ownDataset()
    let study = try options.resolved(own, jobs: jobs)
    // The other studies that `x` goes to; one that the data do not allow is left out.
    let others = Study.builtIns.filter { $0.name != study.name }.compactMap {
      try? options.carriedOver(to: $0, own, jobs: jobs)
    }
    var exploration = Exploration(
      studies: [study] + others, jobs: jobs,
      provenance: Provenance(kernels: [kernel.name], numerics: kernel.numerics),
      makeTraining: Sweep.training(kernel: kernel, ownData: own?.dataset),
      makeSurveying: LimitSurvey<CellSurvey>.surveying(kernel: kernel, ownData: own?.dataset))
    let preferred = ProcessInfo.processInfo.environment["PHASE_TUI_THEME"].flatMap { $0.isEmpty ? nil : $0 }
    exploration.theme = theme ?? preferred ?? "default"
    exploration.colors = color
    exploration.glyphs = glyphs
    let status = try explore(exploration)
    if status != 0 { throw ExitCode(status) }
  }
}

extension ColorDepth: ExpressibleByArgument {}
extension GlyphSet: ExpressibleByArgument {}

import EngineInterface
import Phases
import Sweep

/// What it takes to place both boundaries of the default study to 1/32 of a decade: by the sweep's refinement, and by
/// the uniform grid of that spacing; and whether both find the same boundaries.
struct BoundaryBenchmark {
  let kernel: any Kernel
  let jobs: Int

  struct Result {
    var refinedCells = 0
    var refinedSeconds = 0.0
    var uniformSeconds = 0.0
    var check: BoundaryCheck
  }

  func run() -> Result {
    let study = Study.alphaDepth
    let plan = BoundaryPlan(lattice: study.lattice, width: BoundaryWidth("1/32") ?? .coarsest)
    var fine = study
    (fine.columns, fine.rows) = (plan.uniformGrid.columns, plan.uniformGrid.rows)
    let refined = measure(study, .boundary(BoundaryGoal(width: plan.width)))
    let uniform = measure(fine, .levels(0))
    return Result(
      refinedCells: refined.regimes.count, refinedSeconds: refined.seconds, uniformSeconds: uniform.seconds,
      check: BoundaryCheck(
        plan.picture(of: refined.regimes), of: study.lattice, uniform: plan.uniformGrid,
        regimes: uniform.regimes))
  }

  private func measure(_ study: Study, _ goal: SweepGoal) -> (regimes: [Cell: Regime], seconds: Double) {
    let sweep = UnattendedSweep(study: study, jobs: jobs, makeWork: Work.maker(kernel: kernel))
    let start = TrainingBenchmark.now
    _ = sweep.complete(goal)
    return (sweep.diagram.regimes, TrainingBenchmark.now - start)
  }
}

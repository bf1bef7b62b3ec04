import EngineInterface
import Model

/// All training samples of a training by batches: what its networks are measured on.
///
/// They have memory of their own, into which weights are only copied. Losses, displacements and outputs are of all samples;
/// order parameters of the first of them, of which as many fit as pass the networks at once.
struct TrainingSet {
  private let all: HeldOut
  private let ensemble: Ensemble
  private let kernel: any Kernel
  private let team: Team?
  let dataset: Dataset
  let batches: Batches

  /// What the memory is asked for with.
  static func problem(_ problem: Problem) -> Problem {
    HeldOut.measuring(problem, samples: problem.shape.samples)
  }

  /// - Parameter ensemble: of the shape of `TrainingSet.problem`.
  init(ensemble: Ensemble, dataset: Dataset, batches: Batches, kernel: any Kernel, team: Team?) {
    all = HeldOut(ensemble: ensemble, dataset: dataset, kernel: kernel, team: team)
    self.ensemble = ensemble
    self.dataset = dataset
    self.batches = batches
    self.kernel = kernel
    self.team = team
  }

  /// Tokens that order parameters are measured on.
  var measuredRows: Int { ensemble.rows }

  /// Takes the initial weights of the ensemble that is trained, and keeps their pre-activations.
  func start(from trained: Ensemble) {
    ensemble.take([.initialInputWeights, .initialOutputWeights], of: trained)
    forward(trained)
    kernel.keepInitialPreactivations(ensemble)
  }

  /// What comes out for every sample, (N, d_out).
  func outputs(of trained: Ensemble) -> [SIMD8<Float>] { all.outputs(of: trained) }
  func outputs(of trained: Ensemble, displacement: inout Displacement) -> [SIMD8<Float>] {
    all.outputs(of: trained, displacement: &displacement)
  }

  /// Of one lane's outputs.
  func loss(_ outputs: [Float]) -> Float { all.loss(outputs) }

  /// Over the samples that are measured on, with what comes out for them.
  func measure(_ trained: Ensemble) -> (sums: DriftSums, outputs: [SIMD8<Float>]) {
    forward(trained)
    var sums = DriftSums()
    kernel.measure(ensemble, sums: &sums)
    let output = ensemble.output
    return (sums, (0..<measuredRows * dataset.outputs).map { output[$0] })
  }

  /// A pass of the measured samples.
  private func forward(_ trained: Ensemble) {
    all.copyWeights(of: trained)
    let samples = ensemble.input
    for i in 0..<measuredRows * dataset.inputs { samples[i] = SIMD8(repeating: dataset.x[i]) }
    var passes = Passes(kernel: kernel, team: team, of: ensemble)
    passes.forward(ensemble)
  }
}

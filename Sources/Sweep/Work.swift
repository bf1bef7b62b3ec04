import Engine
import EngineInterface
import Limits
import Model
import Phases

/// What one worker does with its jobs, in memory that it keeps from job to job.
package struct Work {
  /// Trains problems that share their vectors. `isCancelled` is asked once a gradient step, and waits there while the
  /// sweep is paused.
  package typealias Training = ([Problem], _ isCancelled: () -> Bool) throws(TrainingFailure) -> [Measurement]
  /// The same of some of their seeds.
  package typealias Seeds = ([SeedGroup], _ isCancelled: () -> Bool) throws(TrainingFailure) -> [TrainedSeeds]
  /// `ξ` of the seeds, from one forward pass.
  package typealias Foreseeing = ([SeedGroup]) throws(TrainingFailure) -> [[Float]]
  /// Measures the limits of one.
  package typealias Surveying = (Problem, _ isCancelled: () -> Bool) throws(TrainingFailure) -> CellSurvey

  /// Told a loss of a seed of a problem in training, by the problem's place.
  package typealias Report = (_ place: Int, _ seed: Int, LiveCurve.Point) -> Void
  /// The same where each problem ends in its own way, in their order.
  package typealias Each = (
    [Problem], _ isCancelled: () -> Bool, _ report: Report
  ) -> [Result<Measurement, TrainingFailure>]

  package let train: Training
  package let trainEach: Each
  /// Trains some seeds of each problem; `nil` where networks are trained as a whole only.
  package let trainSeeds: Seeds?
  /// What can be told of seeds before they are trained; `nil` where that is nothing.
  package let foresee: Foreseeing?
  package let survey: Surveying
  /// Told what is going to be surveyed together.
  package let expect: ([Problem]) -> Void
  /// Shares large trainings with workers that have nothing else to do; the same of all workers.
  package let team: Team?

  /// Asked by another thread to end what is in training, and to begin nothing more: for what asks `isCancelled` too seldom.
  package let stop: @Sendable () -> Void

  package init(
    team: Team? = nil,
    train: @escaping Training,
    trainSeeds: Seeds? = nil,
    foresee: Foreseeing? = nil,
    survey: @escaping Surveying = { _, _ in CellSurvey(distances: LimitDistances(), profile: nil) },
    expect: @escaping ([Problem]) -> Void = { _ in }
  ) {
    self.team = team
    self.train = train
    self.trainSeeds = trainSeeds
    self.foresee = foresee
    trainEach = { problems, isCancelled, _ in
      do throws(TrainingFailure) {
        return try train(problems, isCancelled).map { .success($0) }
      } catch {
        return problems.map { _ in .failure(error) }
      }
    }
    stop = {}
    self.survey = survey
    self.expect = expect
  }

  /// Of networks that have no limits to be measured.
  package init(trainEach: @escaping Each, stop: @escaping @Sendable () -> Void) {
    team = nil
    self.trainEach = trainEach
    train = { (problems, isCancelled) throws(TrainingFailure) in
      var measurements: [Measurement] = []
      for result in trainEach(problems, isCancelled, { _, _, _ in }) { measurements.append(try result.get()) }
      return measurements
    }
    trainSeeds = nil
    foresee = nil
    survey = { _, _ in CellSurvey(distances: LimitDistances(), profile: nil) }
    expect = { _ in }
    self.stop = stop
  }

  /// Makes the work of each worker on this kernel.
  /// - Parameters:
  ///   - ownData: the user's own, of which every problem has the first samples; without them data are drawn by
  ///     the problem's data seed.
  ///   - measures: the distances that a survey measures; `nil`: all of them and what happens along the depth.
  package static func maker(
    kernel: any Kernel, ownData: Dataset? = nil, measures: Set<LimitMeasure>? = nil
  ) -> @Sendable () -> Work {
    // Workers end when nothing is left, and begin again; the limits that they solved stay.
    let known = KnownLimits()
    let team = Team()
    return {
      let trainer = Trainer(kernel: kernel, team: team)
      let surveyor = Surveyor(on: trainer, known: known)
      return Work(team: team) { (batch, isCancelled) throws(TrainingFailure) in
        try measure(batch, on: trainer, ownData: ownData, isCancelled: isCancelled)
      } trainSeeds: { (groups, isCancelled) throws(TrainingFailure) in
        try trainer.train(
          groups, dataset: trainer.data(for: groups[0].problem, own: ownData),
          heldOut: trainer.heldOutData(for: groups[0].problem, own: ownData), isCancelled: isCancelled)
      } foresee: { (groups) throws(TrainingFailure) in
        try trainer.initialDisplacements(groups, dataset: trainer.data(for: groups[0].problem, own: ownData))
      } survey: { (problem, isCancelled) throws(TrainingFailure) in
        let dataset = trainer.data(for: problem, own: ownData)
        let heldOut = trainer.heldOutData(for: problem, own: ownData)
        guard let measures else {
          return try surveyor.survey(problem, dataset: dataset, heldOut: heldOut, isCancelled: isCancelled)
        }
        let distances = try surveyor.distances(
          problem, dataset: dataset, heldOut: heldOut, measuring: measures, isCancelled: isCancelled)
        return CellSurvey(distances: distances, profile: nil)
      } expect: {
        surveyor.expect($0)
      }
    }
  }
}

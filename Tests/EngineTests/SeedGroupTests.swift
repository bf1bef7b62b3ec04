import EngineInterface
import Model
import Testing

@testable import Engine

/// Seeds of a cell that are trained at different times, among other cells'.
@Suite struct SeedGroupTests {
  private let trainer = Trainer(kernel: KernelChoice.available[0])

  private static let problems: [Problem] = {
    var plain = Problem.standard
    plain.shape = Shape(depth: 3, width: 4, dimension: 5, samples: 6)
    plain.steps = 12
    (plain.firstSeed, plain.seedCount) = (3, 8)
    var heldOut = plain
    heldOut.test = 4
    // Whose networks are trained one by one.
    var large = plain
    large.shape = Shape(depth: 2, width: 300, dimension: 100, samples: 40)
    (large.steps, large.seedCount) = (3, 3)
    // Of which seeds stop before the end.
    var unstable = plain
    unstable.scaling.alpha = 40
    unstable.scaling.eta *= 1e3
    return [plain, heldOut, large, unstable]
  }()

  private func data(_ problem: Problem) -> (Dataset, heldOut: Dataset?) {
    (trainer.data(for: problem, own: nil), trainer.heldOutData(for: problem, own: nil))
  }

  /// The first seeds of four cells, then what is left of each, have every bit of all at once.
  @Test(arguments: problems, [1, 2])
  func joinedSeedsHaveTheBitsOfAll(_ problem: Problem, first: Int) throws {
    let cells = [1.0, 2, 0.5, 3].map { factor in
      var cell = problem
      cell.scaling.alpha *= factor
      return cell
    }
    let (dataset, heldOut) = data(problem)
    let firsts = try trainer.train(
      cells.map { SeedGroup($0, seeds: 0..<first) }, dataset: dataset, heldOut: heldOut)
    let rests = try trainer.train(
      cells.map { SeedGroup($0, seeds: first..<$0.seedCount) }, dataset: dataset, heldOut: heldOut)
    for (cell, (some, rest)) in zip(cells, zip(firsts, rests)) {
      let alone = try trainer.train(cell, dataset: dataset, heldOut: heldOut)
      let joined = try #require(some.joined(with: rest)?.measurement)
      #expect(joined.isWhole && joined.isIdentical(to: alone))
      // The first alone are a smaller ensemble of the same cell.
      var small = cell
      small.seedCount = first
      let few = try #require(some.measurement)
      let smaller = try trainer.train(small, dataset: dataset, heldOut: heldOut)
      #expect(few.problem == cell && !few.isWhole && few.seedCount == first)
      #expect(few.values.map(\.bitPattern) == smaller.values.map(\.bitPattern))
      #expect(few.views.map(\.seed) == Array(cell.seeds.prefix(first)))
      #expect(rest.measurement == nil && rest.joined(with: some) == nil && some.joined(with: some) == nil)
    }
  }

  @Test func someStopEarly() throws {
    let problem = Self.problems[3]
    let (dataset, _) = data(problem)
    let found = try trainer.train([SeedGroup(problem, seeds: 0..<4)], dataset: dataset)[0]
    #expect(found.outputs.contains { $0 == nil })
  }
}

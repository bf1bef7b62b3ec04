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

  /// One forward pass tells what a training notes of it.
  @Test(arguments: problems)
  func displacementsAreKnownBeforehand(_ problem: Problem) throws {
    let cells = [1.0, 2, 0.5].map { factor in
      var cell = problem
      cell.scaling.alpha *= factor
      return cell
    }
    let (dataset, heldOut) = data(problem)
    let groups = SeedGroup.first(2, of: cells)
    let found = try trainer.initialDisplacements(groups, dataset: dataset)
    for (group, displacements) in zip(groups, found) {
      let trained = try trainer.train(group.problem, dataset: dataset, heldOut: heldOut)
      #expect(displacements.count == group.seeds.count)
      #expect(
        displacements.map(\.bitPattern)
          == trained.views.prefix(group.seeds.count).map(\.initialDisplacement.bitPattern))
    }
  }

  /// As many first seeds as fill vectors, and no more than there are.
  @Test func firstSeedsFillVectors() {
    let problem = Self.problems[0]
    func counts(_ cells: Int) -> [Int] {
      SeedGroup.first(2, of: Array(repeating: problem, count: cells)).map(\.seeds.count)
    }
    #expect(counts(1) == [8] && counts(2) == [4, 4] && counts(3) == [3, 3, 2] && counts(4) == [2, 2, 2, 2])
    #expect(counts(5) == [4, 3, 3, 3, 3])
    var few = problem
    few.seedCount = 3
    #expect(SeedGroup.first(2, of: [few, few]).allSatisfy { $0.isWhole })
    #expect(SeedGroup.first(2, of: [few, few, few]).map(\.seeds.count) == [3, 3, 2])
    #expect(SeedGroup.first(2, of: [Self.problems[2]])[0].seeds == 0..<2)
  }

  @Test func someStopEarly() throws {
    let problem = Self.problems[3]
    let (dataset, _) = data(problem)
    let found = try trainer.train([SeedGroup(problem, seeds: 0..<4)], dataset: dataset)[0]
    #expect(found.outputs.contains { $0 == nil })
  }
}

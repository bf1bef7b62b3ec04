import CSupport
import EngineInterface
import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct TeamTests {
  /// Shapes of both meanings of lanes and every kind of block, some with more samples than a pass takes at once.
  private static let cases: [(Shape, Parts)] =
    testShapes.map { ($0, Parts(optimizer: .adam)) } + blockCases
    + BlockName.allCases.flatMap { block in
      NormName.allCases.map { norm in
        var parts = Parts(activation: .gelu, optimizer: .momentum)
        (parts.block, parts.norm) = (block, norm)
        return (
          Shape(depth: 5, width: 6, dimension: 9, samples: 71, tokens: 2, keyDimension: 3, heads: 2), parts
        )
      }
    }

  @Test(arguments: fastKernels.map(\.name), cases)
  func anyNumberOfMembersHasTheSameBits(name: String, network: (Shape, Parts)) throws {
    let kernel = try #require(KernelChoice.available.first { $0.name == name })
    func contents(_ pass: (Ensemble, @escaping @Sendable (Ensemble, TeamMember) -> Void) -> Int) -> [[UInt32]]
    {
      let test = TestEnsemble(network.0, network.1)
      let ensemble = test.ensemble
      var counts = [pass(ensemble) { kernel.forward($0, member: $1) }]
      var losses = SIMD8<Float>()
      kernel.residual(ensemble, losses: &losses)
      counts.append(pass(ensemble) { kernel.backward($0, member: $1) })
      let stepped = test.contents
      counts.append(pass(ensemble) { kernel.pass($0, member: $1) })
      let last = (0..<ensemble.rows * network.0.dimension).map { ensemble.last[$0] }
      #expect(Set(counts).count == 1)
      return stepped.map { $0.values.map(\.bitPattern) } + last.map { v in (0..<8).map { v[$0].bitPattern } }
    }
    let most = EnsembleLayout(network.0, network.1).mostMembers
    let alone = contents { ensemble, pass in
      pass(ensemble, .alone)
      return 1
    }
    for count in 2...5 where count <= most {
      let team = Team(helpers: count - 1)
      defer { team.dismiss() }
      let shared = contents { ensemble, pass in
        nonisolated(unsafe) let ensemble = ensemble
        let members = team.run(most: most) { pass(ensemble, $0) }
        #expect(members == count)
        return members
      }
      #expect(alone == shared)
    }
  }

  /// Many of the cases above are shared at all.
  @Test func casesCanBeShared() {
    #expect(Self.cases.filter { EnsembleLayout($0.0, $0.1).mostMembers > 2 }.count > 18)
  }

  @Test func sharesAreConsecutiveAndWhole() {
    var barrier = support_barrier()
    withUnsafeMutablePointer(to: &barrier) { barrier in
      for count in 1...7 {
        for (things, grain) in [(0, 1), (1, 1), (5, 1), (64, 1), (9, 2), (64, 2), (3, 4)] {
          let shares = (0..<count).map {
            TeamMember(index: $0, count: count, barrier: barrier).share(of: things, grain: grain)
          }
          #expect(shares.flatMap(Array.init) == Array(0..<things))
          #expect(shares.dropLast().allSatisfy { $0.upperBound % grain == 0 || $0.upperBound == things })
          if things >= count * grain { #expect(shares.allSatisfy { !$0.isEmpty }) }
        }
      }
    }
  }

  @Test func whoWaitsHelpsUntilDismissed() {
    let team = Team()
    let members = Mutex<[Int]>([])
    func run(most: Int = .max) -> Int {
      team.run(most: most) { member in members.withLock { $0.append(member.index) } }
    }
    #expect(run() == 1)
    let group = DispatchGroup()
    let dismissals = team.dismissals
    for _ in 0..<2 { Thread.detachNewThread(in: group) { team.help(since: dismissals) } }
    // Whoever joins is there for the next pass at the latest.
    while run() < 3 { waitAMoment() }
    members.withLock { $0 = [] }
    #expect(run() == 3)
    #expect(members.withLock { $0.sorted() } == [0, 1, 2])
    #expect(run(most: 2) == 2)
    team.dismiss()
    group.wait()
    #expect(run() == 1)
    // Decided before they were sent away.
    team.help(since: dismissals)
  }

  /// Two who lead at a time share the helpers, and neither waits for the other.
  @Test func severalMayLead() {
    let team = Team(helpers: 3)
    defer { team.dismiss() }
    let sums = Mutex<[Int: Int]>([:])
    let group = DispatchGroup()
    for leader in 0..<2 {
      Thread.detachNewThread(in: group) {
        for _ in 0..<500 {
          _ = team.run(most: 3) { member in
            let share = member.share(of: 100)
            member.meet()
            sums.withLock { $0[leader, default: 0] += share.count }
          }
        }
      }
    }
    group.wait()
    #expect(sums.withLock { $0 } == [0: 50_000, 1: 50_000])
  }

  /// A companion of a large data set, by batches or whole, is shared, and has the bits of one thread.
  @Test(arguments: BlockName.allCases, [0, 85]) func trainingsHaveTheSameBits(block: BlockName, batch: Int)
    throws
  {
    var problem = Problem(
      shape: Shape(
        depth: 7, width: 8, dimension: 24, samples: 90, tokens: block == .perceptron ? 1 : 4, keyDimension: 4),
      scaling: Scaling(sigmaU: 24.0.squareRoot(), sigmaV: 24.0.squareRoot(), eta: 0.25), steps: 9, test: 20)
    (problem.block, problem.batch, problem.initialization) = (block, batch, .antithetic)
    #expect(Trainer.mostThreads(problem) > 1)
    let alone = try measure(problem, on: Trainer(kernel: KernelChoice.available[0]))
    for threads in [2, 3] {
      let team = Trainer(kernel: KernelChoice.available[0], threads: threads)
      #expect(try measure(problem, on: team).isIdentical(to: alone))
    }
  }

  @Test func smallNetworksAreNot() {
    #expect(Trainer.mostThreads(.standard) == 1)
    #expect(Trainer.mostThreads(Problem.standard.criticalCompanion) == 1)
  }
}

extension Thread {
  fileprivate static func detachNewThread(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
    group.enter()
    detachNewThread {
      body()
      group.leave()
    }
  }
}

private func waitAMoment() { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(1)) }

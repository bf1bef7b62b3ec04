import Engine
import Limits
import Model
import Testing

@testable import Phases

@Suite struct StepGuideTests {
  private func study(_ axes: String...) throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = axes
    return try overrides.applied(to: .alphaDepth)
  }

  /// It falls with S to S = 1, where it is 9.12 for this draw of the data, and is level beyond.
  @Test func runsWhereTheStepIsTheEdge() throws {
    let study = Study.rateScale
    let line = TheoryCurves(study: study).guide
    #expect(line.count == 2 * 24 + 1 && line.map(\.column) == line.map(\.column).sorted())
    var last = Double.infinity
    for place in line {
      let problem = study.problem(for: place)
      let edge = try #require(
        TrainingKernel.edge(of: problem, data: Dataset(gaussianSeed: 0, samples: 10, dimension: 10)))
      #expect(abs(problem.scaling.eta / edge - 1) < 2e-3)
      #expect(edge <= last * (1 + 1e-9))
      #expect(problem.relativeScale < 1 || abs(edge - 9.12) < 0.01)
      last = edge
    }
  }

  /// Along each factor, and with η on the columns.
  @Test(arguments: ["eta_u", "eta_v", "eta"]) func anyStepSizeMayBeTheAxis(_ name: String) throws {
    let study = try study("\(name)=0.125:256:12", "sigma_v=1:10:3")
    let line = TheoryCurves(study: study).guide
    #expect(line.count == 5)
    for place in line {
      let problem = study.problem(for: place)
      let share = try #require(KnownEdges(study).share(of: problem))
      #expect(abs(share - 1) < 0.02, "\(share)")
    }
    let turned = try self.study("sigma_v=1:10:3", "\(name)=0.125:256:12")
    #expect(
      TheoryCurves(study: turned).guide == line.map { Cell(column: $0.row, row: $0.column) })
  }

  /// The input weights' part of the kernel alone grows with their factor, and both together as one step size would.
  @Test func theFactorsWeighTheKernel() throws {
    let known = KnownEdges(.rateScale)
    func share(_ change: (inout Problem) -> Void) throws -> Double {
      var problem = Study.rateScale.problem(for: Cell(column: 8, row: 6))
      change(&problem)
      return try #require(known.share(of: problem))
    }
    let usual = try share { _ in }
    let twice = try share { $0.scaling.eta *= 2 }
    let both = try share { ($0.scaling.etaU, $0.scaling.etaV) = (2, 2) }
    #expect(abs(both / twice - 1) < 1e-9 && abs(twice / usual - 2) < 1e-9)
    let (inputs, outputs) = (try share { $0.scaling.etaU = 2 }, try share { $0.scaling.etaV = 2 })
    #expect(inputs > usual && outputs > usual && inputs < both && outputs < both)
  }

  @Test func thereIsNoneWhereItIsNotKnown() throws {
    #expect(TheoryCurves(study: .alphaDepth).guide.isEmpty)
    var own = Study.rateScale
    own.ownData = OwnData(x: "x", y: "y", digest: 1, samples: 10, dimension: 10, rms: 1)
    #expect(TheoryCurves(study: own).guide.isEmpty)
    let data = Dataset(gaussianSeed: 0, samples: 12, dimension: 10)
    own.ownData?.dataset = data
    // The first ten of them.
    #expect(TheoryCurves(study: own).guide == TheoryCurves(study: .rateScale).guide)
    let many = try study("eta=1:100:4", "samples=10:1000:3")
    #expect(TheoryCurves(study: many).guide.isEmpty)
  }
}

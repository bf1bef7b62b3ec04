import Engine
import Model
import TestSupport
import Testing

/// Every row of the table of fields.
@Suite struct FieldTests {
  /// The stored properties of a value and of its parts, by their paths.
  private func properties(_ value: Any, _ path: String = "") -> [String: String] {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .struct, !mirror.children.isEmpty else {
      return [path: String(reflecting: value)]
    }
    return mirror.children.reduce(into: [:]) { all, child in
      all.merge(properties(child.value, path + "." + (child.label ?? "?"))) { first, _ in first }
    }
  }

  @Test func everyStoredPropertyHasARow() {
    let own = properties(Problem.small)
    var found: [String] = []
    for field in Problem.fields {
      for variant in Problem.small.variants(field) {
        let changed = properties(variant).filter { own[$0.key] != $0.value }.map(\.key)
        #expect(changed.count == 1, "\(field) is \(changed)")
        found += changed
      }
    }
    // A choice of a single variant cannot vary yet.
    let single = Problem.rows.filter { !Problem.fields.contains($0) }
    for row in single { #expect(row.kind == .choice([row.value(.small).choice ?? ""])) }
    #expect(Set(own.keys).isSuperset(of: found))
    // A declared network has fields of its own in place of all these.
    let others = own.keys.filter { $0 != ".declared" }
    #expect(Set(found).count == Problem.fields.count && others.count == Problem.rows.count)
  }

  @Test func namesAndSymbolsAreDistinct() {
    let all = Problem.fields + [Problem.residualScale]
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(Set(all.map(\.symbol)).count == all.count)
    for field in all {
      #expect(field.asciiSymbol.allSatisfy(\.isASCII) && !field.asciiSymbol.isEmpty)
      #expect(field.name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") })
      if case .choice(let names) = field.kind {
        // What is written behind a value has no other form where there is no Greek.
        #expect(Set(names).count > 1 && field.symbol == field.asciiSymbol)
      }
    }
  }

  @Test(arguments: Problem.fields) func theStandardProblemHasTheDefaults(_ field: Problem.Field) {
    #expect(field.isDefault(in: .standard) && field.allows(field.value(.standard)))
    let follows = field.traits.contains(.followsDimension)
    #expect(field.defaultValue == (follows ? nil : field.value(.standard)))
    for var variant in Problem.standard.variants(field) {
      #expect(!field.isDefault(in: variant) && field.allows(field.value(variant)))
      field.reset(&variant)
      #expect(variant == .standard)
    }
  }

  @Test func scalesFollowTheDimension() {
    var problem = Problem.standard
    problem.shape.dimension = 49
    for field in Problem.fields where field.traits.contains(.followsDimension) {
      field.reset(&problem)
      #expect(field.value(problem) == 7)
    }
    #expect(problem.scaling == Scaling(sigmaU: 7, sigmaV: 7))
  }

  @Test(arguments: OptimizerName.allCases) func theStepFollowsTheOptimizer(_ optimizer: OptimizerName) throws
  {
    let field = try #require(Problem.fields.first { $0.name == "eta" })
    var problem = Problem.standard
    problem.optimizer = optimizer
    #expect(field.isDefault(in: problem) == (optimizer == .gradientDescent))
    field.reset(&problem)
    #expect(problem.scaling.eta == optimizer.usualEta && field.isDefault(in: problem))
  }

  /// What is out of range is refused, and what is given all the same becomes something that can be trained.
  @Test(arguments: Problem.fields) func wrongValuesAreRefused(_ field: Problem.Field) {
    var problem = Problem.small
    switch field.kind {
    case .whole(let range):
      for number in [Double(range.lowerBound) - 1, Double(range.upperBound) * 2, .nan, .infinity, 2.5] {
        #expect(!field.allows(.number(number)))
        field.set(.number(number), &problem)
        #expect(field.allows(field.value(problem)))
      }
    case .real(let range):
      for number in [range.lowerBound.nextDown, range.upperBound.nextUp, .nan, -.infinity] {
        #expect(!field.allows(.number(number)))
      }
    case .choice:
      #expect(!field.allows("nonsense"))
      field.set("nonsense", &problem)
    case .data:
      field.set("nonsense", &problem)
    }
    for value in [.number(1), .choice("tanh"), .data(.gaussian(seed: 0))] as [Problem.Field.Value]
    where !field.allows(value) {
      field.set(value, &problem)
    }
    for other in Problem.fields where other != field { #expect(other.areEqual(problem, .small)) }
  }

  // MARK: What follows from the rows

  @Test(arguments: Problem.fields) func vectorsAreSharedAsTheRowSays(_ field: Problem.Field) {
    let mayDiffer = field.traits.contains(.ofLane)
    for variant in Problem.small.variants(field) {
      #expect(variant != .small)
      #expect(Problem.small.sharesVectors(with: variant) == mayDiffer)
      #expect(variant.sharesVectors(with: .small) == mayDiffer)
    }
    #expect(Problem.small.sharesVectors(with: .small))
  }

  /// With lanes of seeds and with lanes of units.
  @Test(arguments: Problem.fields.filter { $0.traits.contains(.ofLane) }, [3, 300])
  func aMixedBatchHasTheSameBits(_ field: Problem.Field, width: Int) throws {
    for kernel in KernelChoice.available {
      let trainer = Trainer(kernel: kernel)
      var own = Problem.small
      own.shape.width = width
      let data = Dataset(gaussianSeed: 3, samples: own.shape.samples, dimension: own.shape.dimension)
      let all = [own] + own.variants(field)
      for (problem, mixed) in zip(all, try trainer.train(all, dataset: data)) {
        #expect(try mixed.isIdentical(to: trainer.train(problem, dataset: data)), "\(kernel.name)")
        #expect(mixed.problem == problem && mixed.seeds.map(\.seed) == Array(problem.seeds))
      }
    }
  }

  @Test(arguments: Problem.fields) func theCompanionHasWhatTheRowSays(_ field: Problem.Field) {
    for variant in Problem.small.variants(field) {
      let companion = variant.criticalCompanion
      if field.isSameInCompanion {
        #expect(field.areEqual(companion, variant) && companion != Problem.small.criticalCompanion)
      } else {
        #expect(companion == Problem.small.criticalCompanion)
      }
      #expect(companion.criticalCompanion == companion)
    }
  }

  /// As the README has it: the critical scale at L = 256 and M = 8, in antithetic pairs, seeds 0 to 7.
  @Test func theCompanionsOwnValuesAreTheDocumentedOnes() {
    let own: [String: Problem.Field.Value] = [
      "alpha": 1, "depth": 256, "width": 8, "sigma_v": .number(5.0.squareRoot()), "step_rule": "matched",
      "initialization": "antithetic", "split": 1, "seed": 0, "seeds": 8, "test": 0,
    ]
    #expect(Set(own.keys) == Set(Problem.fields.filter { !$0.isSameInCompanion }.map(\.name)))
    let companion = Problem.small.criticalCompanion
    for field in Problem.fields where !field.isSameInCompanion {
      #expect(field.value(companion) == own[field.name], "\(field)")
    }
  }
}

import Foundation
import Model

/// One run of an independent float64 implementation, and what it found. The file names the command that made it.
/// - Parameter Results: the members that stand beside those of the run.
package struct Golden<Results: Decodable & Sendable>: Decodable, Sendable, CustomStringConvertible {
  package let name: String
  package let problem: Problem
  package let results: Results

  package var description: String { name }

  private struct Run: Decodable {
    var name: String
    var depth, width, dimension, samples, steps: Int
    var alpha, sigmaU, sigmaV, eta, etaU, etaV: Double
    var stepRule, activation, initialization: String
    var dataSeed, firstSeed, seeds: Int
    var optimizer: String?
    var beta1, beta2, epsilon: Double?
    var batch: Int?
  }

  package init(from decoder: any Decoder) throws {
    let run = try Run(from: decoder)
    func choice<Choice: RawRepresentable<String>>(_ text: String) throws -> Choice {
      guard let choice = Choice(rawValue: text) else {
        throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
      }
      return choice
    }
    name = run.name
    var problem = Problem(
      shape: Shape(depth: run.depth, width: run.width, dimension: run.dimension, samples: run.samples),
      scaling: Scaling(
        alpha: run.alpha, sigmaU: run.sigmaU, sigmaV: run.sigmaV, eta: run.eta,
        stepRule: try choice(run.stepRule), etaU: run.etaU, etaV: run.etaV),
      steps: run.steps, data: .gaussian(seed: run.dataSeed), activation: try choice(run.activation),
      initialization: try choice(run.initialization), firstSeed: run.firstSeed, seedCount: run.seeds)
    problem.batch = run.batch ?? 0
    if let name = run.optimizer { problem.optimizer = try choice(name) }
    let usual = OptimizerSettings()
    problem.optimizerSettings = OptimizerSettings(
      beta1: run.beta1 ?? usual.beta1, beta2: run.beta2 ?? usual.beta2, epsilon: run.epsilon ?? usual.epsilon)
    // What later networks have, by the names of the fields.
    let others = try decoder.container(keyedBy: Member.self)
    for field in Problem.rows where Self.later.contains(field.name) {
      let key = Member(field.name)
      if let number = try? others.decode(Double.self, forKey: key) {
        field.set(.number(number), &problem)
      } else if let name = try? others.decode(String.self, forKey: key) {
        field.set(.choice(name), &problem)
      }
    }
    self.problem = problem
    results = try Results(from: decoder)
  }

  private static var later: [String] {
    [
      "block", "tokens", "key_dimension", "heads", "mask", "norm", "split", "loss", "embedding",
      "input_dimension", "output_dimension", "task",
    ]
  }

  private struct Member: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    /// A name in snake case, as the decoder hands it on.
    init(_ name: String) {
      let words = name.split(separator: "_")
      stringValue = words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
  }

  private struct File: Decodable { var cases: [Golden] }

  /// The runs of `Golden/name`, beside the tests that ask for it; none where they cannot be read.
  package static func cases(in name: String, beside tests: String = #filePath) -> [Golden] {
    let file = URL(filePath: tests).deletingLastPathComponent().appending(path: "Golden/\(name)")
    guard let data = try? Data(contentsOf: file) else { return [] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return (try? decoder.decode(File.self, from: data))?.cases ?? []
  }
}

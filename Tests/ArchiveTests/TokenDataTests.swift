import Foundation
import Input
import Phases
import TestSupport
import Testing

@testable import Archive

/// Own data of several tokens, which are states themselves.
@Suite struct TokenDataTests {
  private func file(_ name: String, _ shape: [Int], _ values: [Float]? = nil) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: name).path
    let count = shape.reduce(1, *)
    let values = values ?? (0..<count).map { Float(($0 * 7 + name.count) % 5) - 2 }
    try NumPyFile(shape: shape, values: values).write(to: path)
    return path
  }

  private func form(tokens: Int) throws -> DataForm {
    var study = Study.alphaDepth
    study.fix(.block, at: "heads")
    study.fix(.tokens, at: .number(Double(tokens)))
    return DataForm(study)
  }

  @Test func samplesOfTokensAreStates() throws {
    let own = try OwnDataset(
      x: file("X.npy", [6, 3, 4]), y: file("targets.npy", [6, 3, 4]), form: form(tokens: 3))
    #expect((own.data.samples, own.data.dimension, own.dataset.tokens) == (6, 4, 3))
    #expect(own.dataset.rows == 18 && !own.data.isEmbedded)
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    for (x, y, tokens, words) in [
      ([6, 3, 4], [6, 3, 2], 3, "without an embedding they must have as many"),
      ([6, 3, 4], [6, 3, 4], 2, "say --tokens 3"),
      ([6, 12], [6, 12], 3, "need the shape (N, 3, d)"),
    ] {
      let error = #expect(throws: Refusal.self) {
        _ = try OwnDataset(x: file("X.npy", x), y: file("targets.npy", y), form: form(tokens: tokens))
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    let same = [Float](repeating: 1, count: 24)
    let error = #expect(throws: Refusal.self) {
      _ = try OwnDataset(
        x: file("X.npy", [2, 3, 4], same), y: file("Y.npy", [2, 3, 4], same), form: form(tokens: 3))
    }
    #expect(error?.description.contains("nothing to learn") == true)
  }
}

import Engine
import EngineInterface
import Input
import Model
import Phases

/// A configuration's name in records: 16 hexadecimal digits of FNV-1a over its canonical text.
package struct ProblemKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let value: UInt64

  package init(value: UInt64) { self.value = value }

  package init(_ configuration: Problem) { value = FNV1a.digest(configuration.canonicalText.utf8) }

  /// From 16 hexadecimal digits in lower case.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 16, let value = UInt64(text, radix: 16), text == text.lowercased() else {
      return nil
    }
    self.value = value
  }

  package var description: String { value.hexadecimal }

  package static func < (a: ProblemKey, b: ProblemKey) -> Bool { a.value < b.value }
}

extension Problem {
  /// JSON with all of what the result depends on, always in this order. The user's own data stand in it by their
  /// digest: the same arrays are the same data wherever they lie.
  package var canonicalText: String {
    let data =
      switch data {
      case .gaussian(let seed): "\"data_seed\":\(seed)"
      case .files(_, _, let digest): "\"data_digest\":\"\(digest.hexadecimal)\""
      }
    return "{\"depth\":\(shape.depth),\"width\":\(shape.width),\"dimension\":\(shape.dimension),"
      + "\"samples\":\(shape.samples),\"steps\":\(steps),\"alpha\":\(scaling.alpha.shortest),"
      + "\"sigma_u\":\(scaling.sigmaU.shortest),\"sigma_v\":\(scaling.sigmaV.shortest),"
      + "\"eta\":\(scaling.eta.shortest),\"step_rule\":\"\(scaling.stepRule.rawValue)\",\(data),"
      + "\"initialization\":\"\(initialization.rawValue)\",\"split\":\(split),\"seed\":\(firstSeed),"
      + "\"seeds\":\(seedCount)}"
  }
}

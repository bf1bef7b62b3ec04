import Engine
import EngineInterface
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

extension UInt64 {
  /// 16 digits.
  var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

enum FNV1a {
  static let start: UInt64 = 0xcbf2_9ce4_8422_2325

  static func digest(_ bytes: some Sequence<UInt8>, from start: UInt64 = start) -> UInt64 {
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
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

import TestSupport

/// Makes wrong inputs from right ones, the same ones every time.
struct Mutator {
  private var random: SplitMix
  private let corpus: [[UInt8]]
  /// What the format is made of.
  private let tokens: [[UInt8]]

  static let longest = 1 << 12

  init(seed: UInt64, corpus: [[UInt8]], tokens: [String]) {
    random = SplitMix(state: seed)
    self.corpus = corpus
    self.tokens = tokens.map { Array($0.utf8) }
  }

  mutating func next() -> [UInt8] {
    var bytes = corpus.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &random) { mutate(&bytes) }
    return Array(bytes.prefix(Self.longest))
  }

  private mutating func mutate(_ bytes: inout [UInt8]) {
    let at = Int.random(in: 0...bytes.count, using: &random)
    let length = min(bytes.count - at, 1 << Int.random(in: 0...6, using: &random))
    switch Int.random(in: 0..<9, using: &random) {
    case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
    case 3: bytes.removeSubrange(at..<at + length)
    case 4: bytes.removeSubrange(at...)
    case 5: bytes.insert(contentsOf: bytes[at..<at + length], at: at)
    case 6:
      let other = corpus.randomElement(using: &random) ?? []
      let start = Int.random(in: 0...other.count, using: &random)
      bytes.insert(contentsOf: other[start..<min(other.count, start + 64)], at: at)
    case 7:
      let token = tokens.randomElement(using: &random) ?? []
      let times = Int.random(in: 0..<20, using: &random) == 0 ? 500 : 1
      bytes.insert(contentsOf: repeatElement(token, count: times).joined(), at: at)
    default:
      let token = tokens.randomElement(using: &random) ?? []
      bytes.replaceSubrange(at..<at + length, with: token)
    }
  }
}

import Model

/// How the moments of eight lanes forget in the step that is to be taken: six entries.
package struct MemoryEntries {
  package static let count = 6
  let entries: Entries

  package init(_ entries: Entries) { self.entries = entries }

  package func set(_ memory: StepMemory<Float>, ofLane lane: Int) {
    let values = [
      memory.first, memory.firstShare, memory.secondShare, memory.floor, memory.firstCorrection,
      memory.secondCorrection,
    ]
    for (i, value) in values.enumerated() { entries[i][lane] = value }
  }

  /// Of all lanes, or of one, as `number` has it.
  package func memory<T: Elementary>(_ number: (SIMD8<Float>) -> T) -> StepMemory<T> {
    func entry(_ i: Int) -> T { number(entries[i]) }
    return StepMemory(
      first: entry(0), firstShare: entry(1), secondShare: entry(2), floor: entry(3),
      firstCorrection: entry(4), secondCorrection: entry(5))
  }
}

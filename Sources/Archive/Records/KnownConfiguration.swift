import Foundation
import Model

/// The configuration that was read last. Records of a study differ in the values of its axes, so that of the next one
/// little more than these need be read.
struct KnownConfiguration {
  private struct Member {
    let value: JSONScanner.Value
    /// In `Problem.keyFields`.
    let place: Int
  }

  private var text: [UInt8] = []
  private var members: [Member] = []
  /// The fields that follow from others and are not in the text.
  private var followers: [Problem.Field] = []
  private var problem = Problem.standard

  /// The problem of a configuration; `nil` where it is not known.
  mutating func problem(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Problem? {
    if let similar = similar(UnsafeRawBufferPointer(rebasing: bytes[range])) { return similar }
    var members: [Member] = []
    guard
      let read = RecordFields.problem(
        JSONScanner(bytes), range, bytes,
        { place, value in
          let (start, end) = (
            value.range.lowerBound - range.lowerBound, value.range.upperBound - range.lowerBound
          )
          members.append(Member(value: .init(kind: value.kind, range: start..<end), place: place))
        })
    else { return nil }
    text = Array(bytes[range])
    problem = read
    self.members = members
    let known = Set(members.map(\.place))
    followers = Problem.keyFields.enumerated().filter { $1.follows && !known.contains($0) }.map(\.element)
    return read
  }

  /// That of a text which has the same members in the same order, and differs in numbers alone.
  private func similar(_ bytes: UnsafeRawBufferPointer) -> Problem? {
    guard !members.isEmpty, let base = bytes.baseAddress else { return nil }
    var problem = problem
    var (at, known) = (0, 0)
    let isRead = text.withUnsafeBytes { text -> Bool in
      guard let old = text.baseAddress else { return false }
      func isSame(_ count: Int) -> Bool {
        bytes.count - at >= count && memcmp(base + at, old + known, count) == 0
      }
      for member in members {
        let between = member.value.range.lowerBound - known
        guard isSame(between) else { return false }
        at += between
        known += between
        guard member.value.kind == .number else {
          let count = member.value.range.count
          guard isSame(count) else { return false }
          at += count
          known += count
          continue
        }
        let start = at
        while at < bytes.count, JSONScanner.isWord(bytes[at]) { at += 1 }
        let (count, value) = (at - start, start..<at)
        defer { known = member.value.range.upperBound }
        if count == member.value.range.count, memcmp(base + start, old + known, count) == 0 { continue }
        guard count > 0, bytes[start] == UInt8(ascii: "-") || (0x30...0x39).contains(bytes[start]),
          RecordFields.set(.number, bytes, value, Problem.keyFields[member.place], &problem)
        else { return false }
      }
      return text.count - known == bytes.count - at && isSame(text.count - known)
    }
    guard isRead else { return nil }
    for field in followers { field.reset(&problem) }
    return problem
  }
}

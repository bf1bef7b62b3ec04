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
      let read = Self.problem(
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
          Self.set(.number, bytes, value, Problem.keyFields[member.place], &problem)
        else { return false }
      }
      return text.count - known == bytes.count - at && isSame(text.count - known)
    }
    guard isRead else { return nil }
    for field in followers { field.reset(&problem) }
    return problem
  }

  /// `nil` where a member is missing, unknown, or out of the range that a study may ask for: a newer program's
  /// problem may depend on more than this one knows.
  /// - Parameter note: told of every member, with its place in `Problem.keyFields`.
  private static func problem(
    _ reader: JSONScanner, _ range: Range<Int>, _ bytes: UnsafeRawBufferPointer,
    _ note: (Int, JSONScanner.Value) -> Void
  ) -> Problem? {
    var scanner = JSONScanner(bytes, range)
    var problem = Problem.standard
    var isKnown = [Bool](repeating: false, count: Problem.keyFields.count)
    do {
      try scanner.forEachMember { name, value in
        let name = reader.string(name)
        guard let place = places[name], case let field = Problem.keyFields[place],
          set(value.kind, bytes, value.range, field, &problem, isDigest: name == Problem.digestName)
        else { throw JSONScanner.Malformed() }
        isKnown[place] = true
        note(place, value)
      }
    } catch {
      return nil
    }
    for (field, isKnown) in zip(Problem.keyFields, isKnown) where !isKnown {
      guard !field.traits.contains(.alwaysWritten) else { return nil }
      field.reset(&problem)
    }
    return problem
  }

  /// Gives a problem the value of a member; `false` where the field cannot have it.
  private static func set(
    _ kind: JSONScanner.Value.Kind, _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>,
    _ field: Problem.Field,
    _ problem: inout Problem, isDigest: Bool = false
  ) -> Bool {
    let text = String(decoding: bytes[range], as: UTF8.self)
    guard let value = value(kind, text, field, isDigest), field.allows(value) else { return false }
    field.set(value, &problem)
    return true
  }

  private static let places: [String: Int] = {
    var places = Dictionary(
      uniqueKeysWithValues: Problem.keyFields.enumerated().map { ($0.element.name, $0.offset) })
    places[Problem.digestName] = Problem.keyFields.firstIndex { $0.kind == .data }
    return places
  }()

  private static func value(
    _ kind: JSONScanner.Value.Kind, _ text: String, _ field: Problem.Field, _ isDigest: Bool
  ) -> Problem.Field.Value? {
    switch (field.kind, kind) {
    case (.whole, .number), (.real, .number): Double(text).map { .number($0) }
    case (.choice, .text): .choice(text)
    case (.data, .text) where isDigest:
      UInt64(text, radix: 16).map { .data(.files(x: "", y: "", digest: $0)) }
    case (.data, .number): Int(text).map { .data(.gaussian(seed: $0)) }
    default: nil
    }
  }
}

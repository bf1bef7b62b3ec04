import EngineInterface
import Input
import Model

/// The members of a record's line: small ones as values, the long texts of numbers as places in the line.
struct RecordFields {
  private(set) var kind = ""
  private(set) var subject: (key: ProblemKey, problem: Problem)?
  private(set) var kernel = ""
  private(set) var numerics = NumericsClass.separate
  private(set) var version = ""
  /// Of a measurement.
  private(set) var numbers: Range<Int>?
  private(set) var values: [String: Range<Int>] = [:]

  /// - Parameters:
  ///   - declaration: of the directory.
  ///   - known: the configuration of the line before.
  init(
    _ bytes: UnsafeRawBufferPointer, _ declaration: Declaration? = nil, known: inout KnownConfiguration
  ) throws(RecordCoder.Problem) {
    var scanner = JSONScanner(bytes)
    let reader = scanner
    var (format, key, check): (Int?, ProblemKey?, UInt64?) = (nil, nil, nil)
    var checked = 0
    var place: Range<Int>?
    var numerics: NumericsClass?
    do {
      try scanner.forEachMember { name, value in
        if reader.equals(name, "configuration") {
          guard value.kind == .object else { throw JSONScanner.Malformed() }
          place = value.range
        } else if reader.equals(name, "check") {
          check = UInt64(try reader.text(value), radix: 16)
          // The comma before the name's quote.
          checked = name.lowerBound - 2
        } else if reader.equals(name, "key") {
          key = ProblemKey(try reader.text(value))
        } else if reader.equals(name, "format") {
          format = try reader.integer(value)
        } else if reader.equals(name, "kind") {
          kind = try reader.text(value)
        } else if reader.equals(name, "kernel") {
          kernel = try reader.text(value)
        } else if reader.equals(name, "numerics") {
          numerics = NumericsClass(rawValue: try reader.text(value))
        } else if reader.equals(name, "version") {
          version = try reader.text(value)
        } else if value.kind == .text, reader.equals(name, "values") {
          numbers = value.range
        } else if value.kind == .text {
          values[reader.string(name)] = value.range
        }
      }
    } catch {
      throw .damaged
    }
    guard let format else { throw .foreign }
    guard checked > 0, FNV1a.checksum(UnsafeRawBufferPointer(rebasing: bytes[..<checked])) == check else {
      throw .damaged
    }
    guard format <= RecordCoder.format, let numerics else { throw .foreign }
    self.numerics = numerics
    // The key is that of the text as it stands, so that it need not be written again to be compared.
    guard let place, let key, FNV1a.digest(UnsafeRawBufferPointer(rebasing: bytes[place])) == key.value else {
      throw .damaged
    }
    let declared = declaration.flatMap { DeclaredMembers.problem(reader, place, bytes, $0) }
    guard let problem = declared ?? known.problem(bytes, place) else { throw .foreign }
    subject = (key, problem)
  }

  /// `nil` where a member is missing, unknown, or out of the range that a study may ask for: a newer program's
  /// problem may depend on more than this one knows.
  /// - Parameter note: told of every member, with its place in `Problem.keyFields`.
  static func problem(
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
  static func set(
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

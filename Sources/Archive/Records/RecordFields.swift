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
}

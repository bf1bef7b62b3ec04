import Engine
import EngineInterface
import Input
import Model
import Phases

/// The members of a record's line: small ones as values, the long texts of numbers as places in the line.
struct RecordFields {
  private(set) var kind = ""
  private(set) var subject: (key: ProblemKey, configuration: Problem)?
  private(set) var kernel = ""
  private(set) var numerics = NumericsClass.separate
  private(set) var version = ""
  private(set) var values: [String: Range<Int>] = [:]

  init(_ bytes: UnsafeRawBufferPointer) throws(RecordCoder.Problem) {
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
    guard let place, let key, FNV1a.digest(bytes[place]) == key.value else { throw .damaged }
    guard let configuration = Self.configuration(reader, place, bytes) else { throw .foreign }
    subject = (key, configuration)
  }

  /// `nil` where a member is missing, unknown, or out of the range that a study may ask for: a newer program's
  /// configuration may depend on more than this one knows.
  private static func configuration(
    _ reader: JSONScanner, _ range: Range<Int>, _ bytes: UnsafeRawBufferPointer
  ) -> Problem? {
    var scanner = JSONScanner(bytes, range)
    var numbers: [Parameter: Double] = [:]
    var (split, seed, seeds): (Int?, Int?, Int?) = (nil, nil, nil)
    var rule: Scaling.StepRule?
    var initialization: Initialization?
    var data: DataSource?
    do {
      try scanner.forEachMember { name, value in
        let name = reader.string(name)
        if let parameter = Parameter(rawValue: name) {
          numbers[parameter] = try reader.number(value)
          return
        }
        let text = reader.string(value.range)
        switch name {
        case "split": split = Int(text)
        case "seed": seed = Int(text)
        case "seeds": seeds = Int(text)
        case "step_rule": rule = Scaling.StepRule(rawValue: text)
        case "initialization": initialization = Initialization(rawValue: text)
        case "data_seed": data = Int(text).map { .gaussian(seed: $0) }
        case "data_digest": data = UInt64(text, radix: 16).map { .files(x: "", y: "", digest: $0) }
        default: throw JSONScanner.Malformed()
        }
      }
    } catch {
      return nil
    }
    func whole(_ parameter: Parameter) -> Int? {
      numbers[parameter].flatMap { parameter.allowed.contains($0) ? Int(exactly: $0) : nil }
    }
    guard let depth = whole(.depth), let width = whole(.width), let dimension = whole(.dimension),
      let samples = whole(.samples), let steps = whole(.steps), let alpha = numbers[.alpha],
      let sigmaU = numbers[.sigmaU], let sigmaV = numbers[.sigmaV], let eta = numbers[.eta], let rule,
      let data,
      let initialization, let split, split >= 1, let seed, seed >= 0, let seeds,
      (1...Study.mostSeeds).contains(seeds)
    else { return nil }
    return Problem(
      shape: Shape(depth: depth, width: width, dimension: dimension, samples: samples),
      scaling: Scaling(alpha: alpha, sigmaU: sigmaU, sigmaV: sigmaV, eta: eta, stepRule: rule), steps: steps,
      data: data, initialization: initialization, split: split, firstSeed: seed, seedCount: seeds)
  }
}

import Engine
import EngineInterface
import Input
import Model
import Phases

/// First seeds of cells whose other seeds were not trained before the program ended: what a study directory keeps beside its
/// records, in journals of their own, until the cells are whole.
///
///     {"format":1,"kind":"begun","key":"…","configuration":{…},"kernel":"avx2","numerics":"fma","version":"0.1.0",
///      "seeds":"2","values":"<base64>","finite":"0 1","size":"100","outputs":"<base64>","check":"…"}
///
/// `configuration` is the whole cell's. `values` are the identity map's loss and then the seeds' in the order of
/// `Measurement.values`; `outputs` the last of the seeds that `finite` counts, `size` numbers
/// of each.
package struct BegunCells: Sendable {
  /// The most seeds of each cell.
  package private(set) var cells: [Cell: TrainedSeeds] = [:]
  /// The journals whose cells are all of the study: nothing is lost with them once those are whole.
  private var journals: [String] = []

  package init() {}

  /// A larger journal is none that was written here.
  private static let longest = 1 << 32

  /// Everything in a directory. What cannot be read is trained again.
  package init(_ directory: StudyDirectory, of study: Study) {
    let folder = directory.begun
    for name in (FileSystem.names(in: folder) ?? []).sorted() where name.hasSuffix(".jsonl") {
      let path = "\(folder)/\(name)"
      guard let bytes = try? FileSystem.contents(of: path, limit: Self.longest, isNamed: false) else {
        continue
      }
      var isOfStudy = true
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        guard let begun = line.withUnsafeBytes({ Self.decode($0, numerics: directory.numerics) }),
          let cell = study.cell(of: begun.group.problem),
          study.problem(for: cell).seedCount == begun.group.problem.seedCount
        else {
          isOfStudy = false
          continue
        }
        // Own data go by the names that they have here.
        guard begun.group.seeds.count > cells[cell]?.group.seeds.count ?? 0,
          let named = begun.with(study.problem(for: cell))
        else { continue }
        cells[cell] = named
      }
      if isOfStudy { journals.append(path) }
    }
  }

  /// Every cell here is whole now.
  package func forget() { for journal in journals { FileSystem.remove(journal) } }

  /// The line, with its LF.
  static func encode(_ begun: TrainedSeeds, by origin: RecordOrigin) -> [UInt8] {
    let problem = begun.group.problem
    let finite = begun.outputs.indices.filter { begun.outputs[$0] != nil }
    var line = RecordCoder.head(kind: kind, ProblemKey(problem), problem, origin)
    line += Array(",\"seeds\":\"\(begun.group.seeds.count)\"".utf8)
    RecordCoder.append("values", [begun.identityLoss] + begun.values, to: &line)
    let size = finite.first.flatMap { begun.outputs[$0]?.count } ?? 0
    line += Array(
      ",\"finite\":\"\(finite.map(String.init).joined(separator: " "))\",\"size\":\"\(size)\"".utf8)
    RecordCoder.append("outputs", begun.outputs.compactMap(\.self).flatMap(\.self), to: &line)
    return RecordCoder.ended(line)
  }

  private static let kind = "begun"
  /// Of a seed.
  private static let mostOutputs = 1 << 24

  /// `nil` where it is not whole or not of this program and arithmetic.
  static func decode(_ bytes: UnsafeRawBufferPointer, numerics: NumericsClass) -> TrainedSeeds? {
    var known = KnownConfiguration()
    guard let fields = try? RecordFields(bytes, known: &known), fields.kind == kind,
      fields.numerics == numerics,
      let problem = fields.subject?.problem
    else { return nil }
    func text(_ name: String) -> String? {
      fields.values[name].map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    guard let seeds = text("seeds").flatMap({ Int($0) }), (1..<problem.seedCount).contains(seeds),
      let finite = text("finite")?.split(separator: " ").map({ Int($0) ?? -1 }),
      Set(finite).count == finite.count,
      finite.allSatisfy((0..<seeds).contains), let values = fields.numbers,
      let outputs = fields.values["outputs"]
    else { return nil }
    let group = SeedGroup(problem, seeds: 0..<seeds)
    guard let size = text("size").flatMap({ Int($0) }), (0...mostOutputs).contains(size),
      let numbers = FloatText.values(bytes[values], count: group.valueCount + 1),
      let all = FloatText.values(bytes[outputs], count: finite.count * size)
    else { return nil }
    var found = [[Float]?](repeating: nil, count: seeds)
    for (place, seed) in finite.enumerated() { found[seed] = Array(all[place * size..<(place + 1) * size]) }
    return TrainedSeeds(group, identityLoss: numbers[0], values: Array(numbers.dropFirst()), outputs: found)
  }
}

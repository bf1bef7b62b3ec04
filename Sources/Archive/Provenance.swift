import EngineInterface
import Foundation
import Input
import Model
import Phases

/// This program's version.
package enum Version {
  package static let current = "0.2.0"
}

/// Where an export comes from: what stands beside the science, in `FILE.meta.json`, and never in it.
package struct Provenance: Sendable {
  package var version = "phase-tui \(Version.current)"
  package var commandLine: [String]
  /// The kernels that trained.
  package var kernels: [String]
  package var numerics: NumericsClass
  package var host: String
  package var date: Date

  package init(
    kernels: [String], numerics: NumericsClass, commandLine: [String] = Surroundings.arguments,
    host: String = Self.hostName, date: Date = Date()
  ) {
    self.commandLine = commandLine
    self.kernels = kernels
    self.numerics = numerics
    self.host = host
    self.date = date
  }

  /// As the system has it, without asking the network.
  package static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  func bytes(_ export: Export, _ format: ExportFormat, perSeed: Bool) -> [UInt8] {
    Array(json(export, format: format, perSeed: perSeed).utf8)
  }

  /// One JSON object. The study is its TOML file, which reads back to the same study.
  func json(_ export: Export, format: ExportFormat, perSeed: Bool) -> String {
    let study = export.study
    let thresholds = Thresholds.Name.allCases.map { name in
      (name: name.rawValue, value: JSONText.number(study.thresholds[name]))
    }
    let members: [JSONText.Member] =
      [
        ("version", JSONText.string(version)),
        ("command", JSONText.list(commandLine.map(JSONText.string))),
        ("format", JSONText.string(format.rawValue)),
        ("per_seed", String(perSeed)),
        ("cells", String(export.summaries.count)),
      ] + export.view.json(study) + [
        ("kernels", JSONText.list(kernels.map(JSONText.string))),
        ("numerics", JSONText.string(numerics.rawValue)),
        ("thresholds", JSONText.object(thresholds)),
        JSONText.undefined { study.vocabulary.isBuiltIn ? export.lack(of: $0) : nil },
      ] + (study.vocabulary.declaration.map { [("trainer", Self.json($0))] } ?? []) + [
        ("boundaries", BoundaryWords.json(export.boundaries, study)),
        ("study", JSONText.string(study.toml)),
        ("own_data", study.ownData.map(Self.json) ?? "null"),
        ("host", JSONText.string(host)),
        ("date", JSONText.string(date.formatted(.iso8601))),
      ]
    return Self.lines(members)
  }

  /// The same of what no study holds: a table or figure of paths or rates.
  /// - Parameter settings: what it was measured with, as JSON.
  package func json(_ format: ExportFormat, settings: [JSONText.Member]) -> String {
    let file = [
      ("version", JSONText.string(version)), ("command", JSONText.list(commandLine.map(JSONText.string))),
      ("format", JSONText.string(format.rawValue)),
    ]
    return Self.lines(
      file + settings + [
        ("kernels", JSONText.list(kernels.map(JSONText.string))),
        ("numerics", JSONText.string(numerics.rawValue)), ("host", JSONText.string(host)),
        ("date", JSONText.string(date.formatted(.iso8601))),
      ])
  }

  private static func lines(_ members: [JSONText.Member]) -> String {
    "{\n" + members.map { "  \(JSONText.string($0.name)): \($0.value)" }.joined(separator: ",\n") + "\n}\n"
  }

  private static func json(_ declaration: Declaration) -> String {
    JSONText.object([
      ("name", JSONText.string(declaration.name)), ("version", JSONText.string(declaration.version)),
    ])
  }

  package static func json(_ data: OwnData) -> String {
    JSONText.object([
      ("x", JSONText.string(data.x)), ("y", JSONText.string(data.y)),
      ("digest", JSONText.string(String(data.digest, radix: 16))),
      ("samples", String(data.samples)), ("dimension", String(data.dimension)),
      ("rms", JSONText.number(data.rms)), ("standardised", String(data.isStandardised)),
    ])
  }
}

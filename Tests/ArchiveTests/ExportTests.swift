import Engine
import Foundation
import Input
import Limits
import Model
import Phases
import Testing

@testable import Archive

extension Export {
  /// All pieces together.
  func bytes(_ format: ExportFormat, perSeed: Bool = false) -> [UInt8] {
    pieces(format, perSeed: perSeed).reduce(into: []) { $0 += $1 }
  }
}

/// Every format, so that a new one is tested on arrival.
@Suite struct ExportTests {
  static let study = Study.alphaDepth
  static let critical = CriticalUpdate([0.25, 0.5, 0.75, 1].map { Ruler(update: $0) })

  /// Two seeds, of which the second stops at its third step.
  static func measurement(_ cell: Cell) -> Engine.Measurement {
    var problem = study.problem(for: cell)
    problem.seedCount = 2
    problem.steps = 4
    var order = OrderParameters()
    order.localFeatureUpdate = 0.5
    order.driftNonlinearity = 0.25
    order.inputWeightChange = 2
    order.outputWeightChange = 16
    order.preactivationChange = 1e-9
    order.outputChange = 0.1
    let steps = problem.measuredSteps.count
    let whole = SeedMeasurement(
      seed: 0, losses: [2, 1, 0.5, 0.1, 0.3],
      peakLosses: problem.measuredSteps.map { _ in 1 }, initialDisplacement: 0.02,
      orderParameters: Array(repeating: order, count: steps))
    let stopped = SeedMeasurement(
      seed: 1, losses: [2, 1, 1e30, .nan, .nan],
      peakLosses: problem.measuredSteps.map { $0 < 2 ? 1 : $0 < 3 ? 1e30 : .nan },
      initialDisplacement: 0.03,
      orderParameters: [order] + Array(repeating: OrderParameters(), count: steps - 1))
    return Measurement(
      problem: problem, seeds: [whole, stopped], identityLoss: 1.5, outputSpread: .nan)
  }

  static let cells = [
    Cell(column: 10, row: 3), Cell(column: 11, row: 3), Cell(column: 10, row: 4), Cell(column: 11, row: 4),
    Cell(column: Position(units: 10 * 256 + 128), row: Position(base: 3)),
  ]

  static func export(_ cells: [Cell] = cells) -> Export {
    let measurements = Dictionary(uniqueKeysWithValues: cells.map { ($0, measurement($0)) })
    let companions = measurements.values.map { ($0.problem.criticalCompanion, critical) }
    return Export(
      study: study, measurements: measurements,
      critical: Dictionary(companions, uniquingKeysWith: { first, _ in first }))
  }

  static let provenance = Provenance(
    kernels: ["avx2"], numerics: .fused, commandLine: ["phase-tui", "sweep", "--csv", "a \"b\".csv"],
    host: "somewhere", date: Date(timeIntervalSince1970: 0))

  private func text(_ format: ExportFormat, perSeed: Bool = false, _ export: Export = export()) -> String {
    String(decoding: export.bytes(format, perSeed: perSeed), as: UTF8.self)
  }

  @Test(arguments: ExportFormat.allCases)
  func everyFormatDependsOnTheScienceAlone(_ format: ExportFormat) throws {
    let text = text(format)
    #expect(text == self.text(format, Self.export(Self.cells.reversed())))
    #expect(text.hasSuffix("\n") && !text.contains("\r"))
    let host = Provenance.hostName
    #expect(!host.isEmpty)
    for alien in [
      Version.current, "avx2", "somewhere", host, "\(Calendar.current.component(.year, from: Date()))-",
    ] {
      #expect(!text.contains(alien), "\(alien)")
    }
    // No boundary passes through so few cells.
    #expect((text != self.text(format, Self.export(Array(Self.cells.dropLast())))) == (format != .boundary))
    #expect((text != self.text(format, perSeed: true)) == format.hasSeedRows)
  }

  @Test(arguments: ExportFormat.allCases)
  func everyFormatIsFoundByItsName(_ format: ExportFormat) throws {
    #expect(try ExportFormat.named(format.rawValue) == format)
    #expect(!format.meaning.isEmpty && !format.fileExtension.hasPrefix("."))
    let error = #expect(throws: Refusal.self) { try ExportFormat.named(format.rawValue + "x") }
    #expect(error?.description.contains("did you mean \"\(format.rawValue)\"?") == true)
  }

  @Test(arguments: ExportFormat.allCases)
  func everyFormatHasItsProvenanceBeside(_ format: ExportFormat) throws {
    try inTemporaryFolder { folder in
      let path = "\(folder)/a.\(format.fileExtension)"
      let file = ExportFile(path)
      try file.checkWritable()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      try file.write(Self.export(), format, Self.provenance)
      #expect(try Data(contentsOf: URL(filePath: path)) == Data(Self.export().bytes(format)))
      let data = try Data(contentsOf: URL(filePath: path + ".meta.json"))
      let meta = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(meta["format"] as? String == format.rawValue && meta["cells"] as? Int == 5)
      #expect(meta["command"] as? [String] == Self.provenance.commandLine)
      let toml = try #require(meta["study"] as? String)
      #expect(try Study(toml: toml, file: "meta") == Self.study)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
      #expect(throws: Refusal.self) { try file.writeNew(Self.export(), format, Self.provenance) }
    }
  }

  @Test(arguments: ExportFormat.allCases)
  func snapshotsAreNumbered(_ format: ExportFormat) throws {
    try inTemporaryFolder { folder in
      for number in ["001", "002"] {
        let paths = try ExportFile.snapshot(Self.export(), [format], Self.provenance, in: folder)
        let path = "\(folder)/alpha-depth-\(number).\(format.fileExtension)"
        #expect(paths == [path])
        #expect(FileManager.default.fileExists(atPath: path + ".meta.json"))
      }
      let all = try ExportFile.snapshot(Self.export(), ExportFormat.allCases, Self.provenance, in: folder)
      #expect(all == ExportFormat.allCases.map { "\(folder)/alpha-depth-003.\($0.fileExtension)" })
    }
  }

  @Test(arguments: ExportFormat.allCases)
  func aDeviceHasNoProvenance(_ format: ExportFormat) throws {
    try ExportFile("/dev/null").checkWritable()
    try ExportFile("/dev/null").write(Self.export(), format, Self.provenance)
    let error = #expect(throws: Refusal.self) { try ExportFile("/proc/a").checkWritable() }
    #expect(error?.exitStatus == 73)
  }

  // MARK: CSV

  @Test func csvIsThatOfTheSummaries() {
    let export = Self.export()
    #expect(text(.csv) == CSVExporter.text(export.summaries))
    #expect(text(.csv).split(separator: "\n").count == 1 + Self.cells.count)
  }

  @Test func aRowPerSeed() {
    #expect(
      text(.csv, perSeed: true, Self.export([Cell(column: 10, row: 3)])) == """
        alpha,depth,width,dimension,samples,steps,sigma_u,sigma_v,eta,residual_scale,data_seed,seeds,level,\
        regime,reason,confidence,predicted_regime,seed,vote,vote_reason,loss_initial,loss_final,loss_peak,\
        initial_displacement,local_feature_update,relative_feature_update,drift_nonlinearity,\
        input_weight_change,output_weight_change,preactivation_change,output_change
        1.0,4,16,10,10,4,3.1622776601683795,3.1622776601683795,1.0,0.04941058844013093,0,2,0,\
        divergent,unstable,0.5,feature-learning,0,feature-learning,output-weights-forgotten,2.0,0.3,1.0,\
        0.02,0.5,0.5,0.25,2.0,16.0,1e-09,0.1
        1.0,4,16,10,10,4,3.1622776601683795,3.1622776601683795,1.0,0.04941058844013093,0,2,0,\
        divergent,unstable,0.5,feature-learning,1,divergent,unstable,2.0,NaN,NaN,\
        0.03,NaN,NaN,NaN,NaN,NaN,NaN,NaN

        """)
  }

  // MARK: JSONL

  @Test func jsonlHasTheCSVsNamesAndValues() throws {
    let lines = text(.jsonl).split(separator: "\n")
    let rows = text(.csv).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(lines.count == Self.cells.count)
    for (line, row) in zip(lines, rows.dropFirst()) {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      for (name, value) in zip(rows[0], row) {
        let there = try #require(object[String(name)], "\(name)")
        if there is NSNull {
          #expect(value == "NaN" || value == "")
        } else if let text = there as? String {
          #expect(text == value)
        } else if let words = there as? [String] {
          #expect(words.joined(separator: ";") == value)
        } else {
          // Its text, as the parser may be off by a bit, and a point tells a real from a whole number.
          #expect(there is NSNumber && line.contains("\"\(name)\": \(value),"))
        }
      }
    }
  }

  /// A large study's curves are never in memory together.
  @Test func jsonlIsWrittenLineByLine() {
    let pieces = Self.export().pieces(.jsonl)
    #expect(pieces.count == Self.cells.count)
    for piece in pieces { #expect(piece.last == 10 && piece.count { $0 == 10 } == 1) }
  }

  @Test func jsonlHasTheCurvesOfEverySeed() throws {
    let line = try #require(text(.jsonl).split(separator: "\n").first)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["loss_steps"] as? [Int] == [0, 1, 2, 3, 4])
    #expect(object["losses"] as? [Double] == [2, 1, 5e29, 0.1, 0.3])
    let seeds = try #require(object["per_seed"] as? [[String: Any]])
    try #require(seeds.count == 2)
    #expect(seeds[0]["losses"] as? [Double] == [2, 1, 0.5, 0.1, 0.3])
    #expect((seeds[1]["losses"] as? [Any])?[4] is NSNull && seeds[1]["vote"] as? String == "divergent")
    #expect((seeds[1]["losses"] as? [Any])?[2] as? Double == 1e30)
    let along = try #require(seeds[1]["along_training"] as? [[String: Any]])
    #expect(along.compactMap { $0["step"] as? Int } == object["measured_steps"] as? [Int])
    #expect(along[0]["relative_feature_update"] as? Double == 2)
    #expect(along[1]["relative_feature_update"] is NSNull)
  }

  @Test func stringsAreEscaped() throws {
    let text = "a \"b\" \\ \n\t\u{1} α \u{1F600}"
    let data = Data(JSONText.list([JSONText.string(text)]).utf8)
    #expect(try JSONSerialization.jsonObject(with: data) as? [String] == [text])
    #expect(JSONText.number(Float.infinity) == "null" && JSONText.number(Float(0.1)) == "0.1")
  }
}

import Foundation
import Testing

@testable import Archive

/// Programs take the type of a whole column from the first lines.
@Suite struct JSONLTypeTests {
  private static func lines(isTable: Bool) -> [String] {
    ExportTests.export().rows.map { cell, summary, measurement in
      CellJSON(
        cell: cell, summary: summary, measurement: measurement, critical: ExportTests.critical,
        thresholds: ExportTests.study.thresholds, isTable: isTable
      ).text
    }
  }

  /// The names whose values are all whole numbers: as many in a list, as deep as it may be.
  private let whole: Set = [
    "depth", "width", "dimension", "samples", "steps", "data_seed", "seeds", "level", "measured_steps",
    "loss_steps",
    "seed", "step",
  ]

  @Test func everyRealIsOneByItsForm() {
    let text = String(decoding: ExportTests.export().bytes(.jsonl), as: UTF8.self)
    #expect(text == Self.lines(isTable: true).map { $0 + "\n" }.joined())
    var names: Set<String> = []
    for match in text.matches(of: /"([a-z_]+)": (\[[^\]\[{}]*\]|[-+.e0-9]+|null)/) {
      let name = String(match.1)
      names.insert(name)
      // Words, and none of them a number.
      if name == "notes" { continue }
      for value in match.2.matches(of: /[-+.e0-9]+/) {
        let isReal = value.output.contains { $0 == "." || $0 == "e" }
        #expect(isReal != whole.contains(name), "\(match.output)")
      }
    }
    #expect(names.isSuperset(of: whole) && names.isSuperset(of: ["alpha", "identity_loss", "losses"]))
    #expect(text.contains("\"losses\": [2.0, 1.0, 0.5, 0.1, 0.3]") && text.contains("1e+30, null, null]"))
  }

  /// The same values in the object that `train` writes, in their shortest form.
  @Test func oneObjectIsAsItWas() {
    for (object, line) in zip(Self.lines(isTable: false), Self.lines(isTable: true)) {
      #expect(object.contains("\"losses\": [2, 1, 0.5, 0.1, 0.3]") && !object.contains(".0,"))
      #expect(line.replacing(/\.0(?=[,\]}])/, with: "") == object)
    }
  }

  private static let python = OtherProgram.python(with: "polars")

  @Test(.enabled(if: python != nil, "no Python with polars")) func polarsFindsTheTypes() throws {
    try inTemporaryFolder { folder in
      // Very many whole values before the first that is none.
      let lines = Self.lines(isTable: true)
      let first = lines[0].replacing(/"alpha": [^,]*/, with: "\"alpha\": \(Field.number(1).json(.real))")
      let last = lines[0].replacing(/"alpha": [^,]*/, with: "\"alpha\": \(Field.number(2.15).json(.real))")
      let text = Array(repeating: first + "\n", count: 500).joined() + last + "\n"
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/d.jsonl"))
      let output = try #require(Self.python).output(
        [
          "-c",
          "import polars; d = polars.read_ndjson('d.jsonl'); print(d.schema['alpha'], d.schema['depth'], d['alpha'][-1])",
        ], in: folder)
      #expect(output == "Float64 Int64 2.15\n")
    }
  }
}

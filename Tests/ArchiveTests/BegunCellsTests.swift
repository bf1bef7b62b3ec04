import Engine
import EngineInterface
import Foundation
import Input
import Model
import Phases
import Testing

@testable import Archive

/// First seeds of cells, kept until the cells are whole.
@Suite struct BegunCellsTests {
  private let origin = RecordOrigin(kernel: "avx2", numerics: .fused, version: "1")

  private func study() throws -> Study {
    var overrides = StudyOverrides()
    overrides.axes = ["alpha=0.5:2:2", "depth=2:4:2"]
    overrides.settings = ["width=3", "dimension=3", "samples=4", "steps=5"]
    overrides.seedCount = 4
    return try overrides.applied(to: .alphaDepth)
  }

  private func begun(_ problem: Problem, seeds: Int = 2) throws -> TrainedSeeds {
    let group = SeedGroup(problem, seeds: 0..<seeds)
    let values = (0..<group.valueCount).map { $0 % 7 == 3 ? Float.nan : 0.1 * Float($0) }
    var outputs: [[Float]?] = (0..<seeds).map { seed in (0..<12).map { Float($0 * seed) } }
    outputs[0] = nil
    return try #require(TrainedSeeds(group, identityLoss: 1.5, values: values, outputs: outputs))
  }

  private func isSame(_ a: TrainedSeeds, _ b: TrainedSeeds) -> Bool {
    a.group == b.group && a.identityLoss == b.identityLoss && a.outputs == b.outputs
      && a.values.map(\.bitPattern) == b.values.map(\.bitPattern)
  }

  @Test func aLineIsReadBackAsItWas() throws {
    let cell = try study().problem(for: Cell(column: 0, row: 1))
    for seeds in [1, 2, 3] {
      let begun = try begun(cell, seeds: seeds)
      var line = BegunCells.encode(begun, by: origin)
      #expect(line.removeLast() == UInt8(ascii: "\n"))
      let found = line.withUnsafeBytes { BegunCells.decode($0, numerics: .fused) }
      #expect(try isSame(#require(found), begun))
      #expect(line.withUnsafeBytes { BegunCells.decode($0, numerics: .separate) } == nil)
      // It is no record of a cell.
      #expect(throws: RecordCoder.Problem.foreign) {
        try line.withUnsafeBytes { bytes throws(RecordCoder.Problem) in try RecordCoder.decode(bytes) }
      }
      for place in stride(from: 0, to: line.count, by: 37) {
        var damaged = line
        damaged[place] ^= 1
        #expect(damaged.withUnsafeBytes { BegunCells.decode($0, numerics: .fused) } == nil, "\(place)")
      }
      #expect(line.dropLast(3).withUnsafeBytes { BegunCells.decode($0, numerics: .fused) } == nil)
    }
  }

  @Test func theFolderIsReadAndForgotten() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "begun-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let study = try study()
    let directory = try StudyDirectory(
      making: folder.path, study: study, own: nil, numerics: .fused)
    #expect(BegunCells(directory, of: study).cells.isEmpty)
    let cells = study.lattice.baseCells
    let recorder = Recorder(directory.journal(), begun: directory.begunJournal(), origin: origin) { _ in }
    for (cell, seeds) in [(cells[0], 2), (cells[1], 2), (cells[0], 3), (cells[0], 1)] {
      let begun = try begun(study.problem(for: cell), seeds: seeds)
      #expect(try recorder.keep(begun, #require(begun.measurement)))
    }
    recorder.close()
    let found = BegunCells(directory, of: study)
    #expect(found.cells.mapValues(\.group.seeds.count) == [cells[0]: 3, cells[1]: 2])
    // They are no records.
    #expect(FileSystem.names(in: directory.records)?.isEmpty == true)
    // One that holds cells of another study stays, as does one that somebody's disk has damaged.
    var other = study
    other.seedCount = 5
    let another = Recorder(directory.journal(), begun: directory.begunJournal(), origin: origin) { _ in }
    let begun = try begun(other.problem(for: cells[0]))
    #expect(try another.keep(begun, #require(begun.measurement)))
    another.close()
    let both = BegunCells(directory, of: study)
    #expect(both.cells.count == 2)
    both.forget()
    #expect(FileSystem.names(in: directory.begun)?.count == 1)
    #expect(
      BegunCells(directory, of: study).cells.isEmpty && BegunCells(directory, of: other).cells.count == 1)
    // What became whole leaves nothing.
    let last = Recorder(directory.journal(), begun: directory.begunJournal(), origin: origin) { _ in }
    let few = try self.begun(study.problem(for: cells[2]))
    #expect(try last.keep(few, #require(few.measurement)))
    #expect(FileSystem.names(in: directory.begun)?.count == 2)
    last.close(isWhole: true)
    #expect(FileSystem.names(in: directory.begun)?.count == 1)
  }
}

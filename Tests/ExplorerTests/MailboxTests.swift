import Engine
import Model
import Phases
import Testing

@testable import Explorer

@Suite struct MailboxTests {
  /// What was recorded comes in parts, so that a key does not wait for a million cells.
  @Test func muchComesInParts() throws {
    let measurement = Fixture.measurement(Study.builtIns[0].problem(for: Cell(column: 0, row: 0)))
    let cells = (0..<200).flatMap { row in (0..<200).map { Cell(column: $0, row: row) } }
    let known = Dictionary(uniqueKeysWithValues: cells.map { ($0, measurement) })
    let parts = Mailbox.parts(of: known)
    #expect(parts.count == 3 && parts.allSatisfy { $0.count <= 16384 })
    #expect(parts.reduce(0) { $0 + $1.count } == cells.count && Set(parts.flatMap(\.keys)) == Set(cells))
    #expect(Mailbox.parts(of: [cells[0]: measurement]).count == 1)
  }
}

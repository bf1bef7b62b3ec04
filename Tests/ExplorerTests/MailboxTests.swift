import Networks
import Phases
import Sweep
import Testing

@testable import Explorer

@Suite struct MailboxTests {
  /// What was recorded comes in parts, so that a key does not wait for a million cells.
  @Test func muchComesInParts() throws {
    let mailbox = Mailbox()
    let measurement = Fixture.measurement(Study.builtIns[0].configuration(for: Cell(column: 0, row: 0)))
    let cells = (0..<200).flatMap { row in (0..<200).map { Cell(column: $0, row: row) } }
    let known = Dictionary(uniqueKeysWithValues: cells.map { ($0, measurement) })
    mailbox.post(.recalled(known), of: 3)
    var seen: Set<Cell> = []
    let messages = mailbox.take()
    for case .recalled(3, let part) in messages {
      #expect(part.count <= 16384 && seen.isDisjoint(with: part.keys))
      seen.formUnion(part.keys)
    }
    #expect(messages.count == 3 && seen == Set(cells))
    mailbox.post(.recalled([cells[0]: measurement]), of: 0)
    #expect(mailbox.take().count == 1)
  }
}

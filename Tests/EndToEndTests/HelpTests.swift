import Explorer
import Testing

/// `?` and the hint line.
@Suite(.serialized) struct HelpTests {
  @Test(arguments: [(80, 24), (120, 40), (40, 60)])
  func everyKeyIsListed(columns: Int, rows: Int) throws {
    let session = try ExplorerSession.start(rows: rows, columns: columns, directory: Folder())
    try session.waitUntil("the grid") { $0.progress.total > 0 }
    let help = try session.type("?", until: "the help") { $0.lastLine.contains("closes the help") }
    for binding in Keymap.standard.bindings {
      let keys = binding.keys.map(\.name).joined(separator: " ")
      #expect(
        help.rows.contains { $0.contains(keys) && $0.contains(binding.help) }, "\(keys) in\n\(help.text)")
    }
    try session.type("j", until: "the grid") { $0.lastLine.contains(" move") && !$0.contains(" keys ") }
    try session.type("?", until: "the help") { $0.contains(" keys ") }
    #expect(try session.quit() == .exited(0))
  }
}

import Foundation
import Testing

/// The README's pictures are screens of the real program. `PHASE_TUI_PICTURES=1 swift test --filter PictureTests` draws
/// them again.
@Suite struct PictureTests {
  struct Picture: Sendable, CustomTestStringConvertible {
    let name: String
    let rows: Int
    let columns: Int
    let theme: String
    /// Keys in a complete diagram.
    let keys: String
    var testDescription: String { name }
  }

  static let pictures = [
    Picture(name: "explorer-80x24", rows: 24, columns: 80, theme: "default", keys: "lllllllkkkkkk"),
    Picture(name: "order-120x40", rows: 40, columns: 120, theme: "tidepool", keys: "3llllllkkk"),
    Picture(name: "loss-200x60", rows: 60, columns: 200, theme: "dark", keys: "lllllkkkc"),
    Picture(name: "light-120x40", rows: 40, columns: 120, theme: "light", keys: "lllllkkk"),
  ]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Pictures")

  private func draw(_ picture: Picture) throws -> (screen: Screen, drawing: String) {
    let directory = try Folder()
    let session = try ExplorerSession.complete(
      ["--theme", picture.theme], rows: picture.rows, columns: picture.columns,
      environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"], directory: directory)
    _ = try session.typeAndSettle(picture.keys)
    let screen = session.screen
    let isLight = picture.theme == "light"
    let drawing = ScreenSVG(
      foreground: isLight ? "#202020" : "#d0d0d0", background: isLight ? "#fafafa" : "#16161c")
    return (screen, drawing.text(screen))
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["PHASE_TUI_PICTURES"] != nil, "they are drawn on request"),
    arguments: pictures)
  func drawsThePictures(_ picture: Picture) throws {
    try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
    let (screen, drawing) = try draw(picture)
    #expect(screen.contains("558/558"))
    try Data(drawing.utf8).write(to: Self.folder.appending(path: "\(picture.name).svg"))
  }

  @Test(arguments: pictures) func standsInTheREADME(_ picture: Picture) throws {
    let file = Self.folder.appending(path: "\(picture.name).svg")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.hasPrefix("<svg") && text.contains("558/558"))
    // Sizes are absolute, as renderers disagree on shares.
    #expect(text.firstMatch(of: #/\d(?:%|em)"/#) == nil)
    let root = Self.folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains("Tests/EndToEndTests/Pictures/\(picture.name).svg"))
  }

  /// A screen whose every cell is known.
  @Test func drawsWhatIsThere() {
    var styled = Screen.Style()
    (styled.foreground, styled.background, styled.bold) = (.indexed(196), .rgb(1, 2, 3), true)
    let cells = [
      [("a", Screen.Style()), ("<", Screen.Style()), ("b", styled), (" ", Screen.Style())].map {
        Screen.Cell(text: $0.0, style: $0.1)
      }
    ]
    let screen = Screen(
      cells: cells, cursor: .init(row: 0, column: 0), cursorIsVisible: false, isAlternate: false,
      reportsMouse: false, pen: .init(), title: "")
    let lines = ScreenSVG().text(screen).split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines[2].contains("textLength=\"16\">a&lt;</text>"))
    #expect(lines[3].contains("x=\"24\"") && lines[3].contains("fill=\"#010203\""))
    #expect(
      lines[4].contains(
        "fill=\"#ff0000\" font-weight=\"bold\" lengthAdjust=\"spacingAndGlyphs\" textLength=\"8\">b</text>"))
  }
}

import Archive
import ArgumentParser
import Engine
import Explorer
import Foundation
import Input
import Sweep
import Terminal

/// `phase-tui info`: what this program is, what it found and which files it reads.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Print the version, the kernel, what the terminal has, and every path tried and used.",
    discussion: """
      Works without a terminal; what is wrong with a file is said where the file is named.

      Examples:
        phase-tui info
        TERM=linux phase-tui info                      what would be used on a console
      """)

  func run() throws {
    let report = try InfoReport(environment: Surroundings.environment)
    try Program.write(
      report.rows.map { "\($0.name.padding(toLength: 12, withPad: " ", startingAt: 0))\($0.text)\n" }.joined()
    )
  }
}

/// Names and what is to be said about them; a row without a name goes on with the one above.
struct InfoReport {
  private(set) var rows: [(name: String, text: String)] = []
  private let environment: [String: String]
  private var preferences: Preferences?

  init(environment: [String: String]) throws {
    self.environment = environment
    var complaint: String?
    do throws(Refusal) {
      preferences = try Preferences(environment: environment)
    } catch {
      complaint = error.description
    }
    try program()
    screen()
    files(complaint)
  }

  private mutating func add(_ name: String, _ text: String) { rows.append((name, text.printable)) }

  private mutating func program() throws {
    let kernel = try KernelChoice.selected()
    let available = KernelChoice.available.map(\.name).joined(separator: ", ")
    add("version", Version.current)
    add("kernel", "\(kernel.name) (\(kernel.numerics.rawValue)); available: \(available)")
    add("workers", "\(Machine.granted ?? preferences?.jobs ?? Machine.jobs)")
  }

  // MARK: The screen

  private mutating func screen() {
    let name = environment["TERM"] ?? ""
    let size = TerminalDescription.size.map { "\($0.width)x\($0.height)" } ?? "standard output is none"
    add("terminal", "\(name.isEmpty ? "TERM is not set" : name), \(size)")
    let codeset = TerminalDescription.codeset
    let variable = ["LC_ALL", "LC_CTYPE", "LANG"].first { environment[$0]?.isEmpty == false }
    let glyphs = GlyphSet.detected(codeset: codeset, terminal: name)
    guard let terminal = TerminalDescription.of(name, direct: preferences?.color == .truecolor) else {
      add("", "this system does not know it; the screen does not start")
      return
    }
    let wanted = colors
    let look = StartingLook(
      colors: wanted.depth, glyphs: preferences?.glyphs?.set,
      curves: preferences?.curves ?? preferences?.glyphs?.curves ?? .ascii,
      on: .init(colors: terminal.colors, isDirect: terminal.isDirect, glyphs: glyphs),
      environment: environment)
    add(
      "colours",
      "\(look.colors.rawValue), by \(wanted.reason); found: \(max(0, terminal.colors)) in the description \(terminal.name)"
    )
    let why = preferences?.glyphs == nil ? "by character set and terminal" : "by config.toml"
    add(
      "characters",
      "\(look.glyphs.rawValue), \(why); found: \(glyphs.rawValue); curves: \(look.curves.rawValue)")
    add(
      "locale",
      "\(codeset), \(variable.map { "from \($0)=\(environment[$0] ?? "")" } ?? "no variable is set")")
    if let notice = look.notice { add("", notice) }
    add(
      "frames",
      terminal.hasSynchronisedUpdates
        ? "shown whole (synchronised updates)" : "shown as they are written (no synchronised updates)")
    add(
      "mouse",
      terminal.reportsMouse
        ? preferences?.mouse == false ? "off by config.toml" : "on" : "the description has none")
  }

  private var colors: (depth: ColorDepth?, reason: String) {
    if environment["NO_COLOR"]?.isEmpty == false { return (nil, "NO_COLOR") }
    if let color = preferences?.color { return (color, "config.toml") }
    return (nil, "the terminal")
  }

  // MARK: Files

  private mutating func files(_ complaint: String?) {
    let library = ThemeLibrary(environment: environment, executable: ThemeLibrary.executable)
    let preferred = environment["PHASE_TUI_THEME"].flatMap { $0.isEmpty ? nil : $0 }
    let theme = preferred ?? preferences?.theme ?? "default"
    let reason = preferred != nil ? "PHASE_TUI_THEME" : preferences?.theme != nil ? "config.toml" : "default"
    do throws(Refusal) {
      add(
        "theme",
        "\(theme), by \(reason); read from \(try library.theme(theme).sources.joined(separator: ", "))")
    } catch {
      add("theme", "\(theme), by \(reason): \(error)")
    }
    add("themes", "\(library.names.joined(separator: ", ")); looked for in")
    for folder in library.folders { add("", folder + Self.absence(folder)) }
    add("", "the program itself")
    add("config", Self.described(Preferences.path(environment: environment), complaint: complaint))
    let keys = Keymap.path(environment: environment)
    do throws(Refusal) {
      _ = try Keymap(environment: environment)
      add("keys", Self.described(keys, complaint: nil))
    } catch {
      add("keys", Self.described(keys, complaint: error.description))
    }
    let folders = Preferences.folders(environment: environment)
    for name in folders.ignored {
      add("ignored", "\(name)=\(environment[name] ?? ""), which is no absolute path")
    }
    add("state", Self.described(folders.state, complaint: nil))
    add("studies", Self.described(StudyDirectories(environment: environment).root, complaint: nil))
    add("log", "the first of these that can be written, while the screen is up:")
    for path in ErrorLog.candidates(environment: environment) { add("", path + Self.absence(path)) }
  }

  private static func described(_ path: String?, complaint: String?) -> String {
    guard let path else { return "none: neither HOME nor an XDG folder is an absolute path" }
    return complaint ?? path + absence(path)
  }

  private static func absence(_ path: String) -> String {
    FileSystem.exists(path) ? "" : " (not there)"
  }
}

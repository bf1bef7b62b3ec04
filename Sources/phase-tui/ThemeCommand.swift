import ArgumentParser
import Foundation
import Input
import Terminal

/// `phase-tui theme`: what themes there are, and whether one is good.
struct ThemeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme", abstract: "List the themes, or check one.",
    discussion: """
      Examples:
        phase-tui theme list
        phase-tui theme check mine.toml
      """,
    subcommands: [List.self, Check.self], defaultSubcommand: List.self)

  private static var library: ThemeLibrary {
    ThemeLibrary(environment: Surroundings.environment, executable: ThemeLibrary.executable)
  }

  /// `phase-tui theme list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print every theme's name, whether it is dark or light, and where it is read from.")

    func run() throws {
      let library = ThemeCommand.library
      let width = library.names.map(\.count).max() ?? 0
      for name in library.names {
        let padded = name.printable.padding(toLength: width, withPad: " ", startingAt: 0)
        try Program.write("\(padded)  \(description(of: name, in: library))\n")
      }
    }

    /// A theme that cannot be read says why.
    private func description(of name: String, in library: ThemeLibrary) -> String {
      do throws(Refusal) {
        let theme = try library.theme(name)
        let variant = theme.variant.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)
        return "\(variant)  \(theme.sources[0].printable)"
      } catch {
        return error.description
      }
    }
  }

  /// `phase-tui theme check FILE`
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what a theme lacks: roles, contrast, and what cannot be told apart.",
      discussion: """
        One line a finding, with the file and the line. Contrast is WCAG's: 4.5 for text, 3 for what must be seen. \
        Regimes must differ by CIEDE2000 15 and curves by 10, in 256 and in 16 colours, for normal eyes and for \
        simulated protanopia, deuteranopia and tritanopia; without colours glyphs must. The status is 0 when all \
        is well, else 65.
        """)

    @Argument(help: "A theme's name or a TOML file.", completion: .themes)
    var theme: String

    func run() throws {
      let check = try ThemeCheck(theme, in: ThemeCommand.library)
      if check.isFine {
        try Program.write(
          "\(check.theme.name.printable): fine (\(check.theme.variant.rawValue), \(Role.allCases.count) roles)\n"
        )
        return
      }
      try Program.write(check.findings.map { $0.description + "\n" }.joined())
      throw ExitCode(65)
    }
  }
}

import ArgumentParser
import Foundation

/// What the argument parser knows of the commands, as far as the manual needs it.
struct ToolDescription: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var subcommands: [Command]?
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String

      var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    var kind: String
    var shouldDisplay: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
  }

  var command: Command

  /// Of this program.
  static func current() throws -> ToolDescription { try ToolDescription(of: PhaseTUI.self) }

  init(of command: any ParsableCommand.Type) throws {
    self = try JSONDecoder().decode(ToolDescription.self, from: Data(command._dumpHelp().utf8))
  }
}

import Archive
import ArgumentParser
import Foundation
import Input
import Phases
import Terminal

/// What a shell completes, as it is when Tab is pressed.
extension CompletionKind {
  /// The built-in studies, and TOML files.
  static var studies: CompletionKind {
    .custom { _, _, prefix in Study.builtIns.map(\.name) + tomlFiles(prefix) }
  }

  /// The built-in paths of parametrisations, and TOML files.
  static var paths: CompletionKind {
    .custom { _, _, prefix in ParametrisationPath.builtIns.map(\.name) + tomlFiles(prefix) }
  }

  /// All themes that can be found, the user's too, and TOML files.
  static var themes: CompletionKind {
    .custom { _, _, prefix in
      let environment = Surroundings.environment
      let library = ThemeLibrary(environment: environment, executable: ThemeLibrary.executable)
      return library.names.filter { $0 == $0.printable } + tomlFiles(prefix)
    }
  }

  static var formats: CompletionKind { .list(ExportFormat.allCases.map(\.rawValue)) }

  /// The beginnings of what `--set` takes, and choices to their end.
  static var parameters: CompletionKind {
    .list(
      Parameter.allCases.flatMap { parameter in
        (parameter.choices ?? [""]).map { "\(parameter.name)=\($0)" }
      })
  }

  /// The beginnings of what `--axis` takes.
  static var axes: CompletionKind { .list(Parameter.allCases.filter(\.mayBeAxis).map { $0.name + "=" }) }

  static var quantities: CompletionKind { .list(["regime"] + Quantity.allCases.map(\.name)) }
  static var thresholds: CompletionKind { .list(Thresholds.Name.allCases.map { $0.rawValue + "=" }) }

  /// TOML files and folders that begin like this.
  private static func tomlFiles(_ prefix: String) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let path = folder.isEmpty ? "." : UserFolders.current.expanded(folder)
    let names = FileSystem.names(in: path) ?? []
    return names.filter { $0 == $0.printable }.compactMap { name in
      FileSystem.isFolder("\(path)/\(name)")
        ? "\(folder)\(name)/" : name.hasSuffix(".toml") ? folder + name : nil
    }
  }
}

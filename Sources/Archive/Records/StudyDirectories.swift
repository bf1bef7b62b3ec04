import EngineInterface
import Foundation
import Input
import Phases

/// The directories of studies for which nobody named one: `$XDG_STATE_HOME/phase-tui/studies/NAME-DIGEST`.
package struct StudyDirectories: Sendable {
  /// `nil` where there is no home.
  package let root: String?

  package init(environment: [String: String]) {
    root = UserFolders(environment: environment).state.map { $0 + "/studies" }
  }

  /// Another study, also one that only differs in a fixed parameter, and another arithmetic have their own.
  package func path(of study: Study, numerics: NumericsClass) -> String? {
    let corner = study.problem(for: Cell(column: 0, row: 0))
    let axes = [study.columns, study.rows].map { axis in
      axis.parameter.name + axis.values.map { " " + $0.shortest }.joined()
    }
    let identity = [corner.canonicalText, numerics.rawValue] + axes
    let digest = FNV1a.digest(identity.joined(separator: "\n").utf8).hexadecimal.prefix(8)
    return root.map { "\($0)/\(study.name)-\(digest)" }
  }

  /// Whether directories can be made here; makes the root if need be.
  package var isUsable: Bool {
    guard let root else { return false }
    FileSystem.makeFolder(root)
    return FileSystem.allows(root, W_OK)
  }

  /// The paths of the study directories under the root, by name; also of those that have lost a file.
  package var all: [String] {
    guard let root, let names = FileSystem.names(in: root) else { return [] }
    return names.map { "\(root)/\($0)" }.filter(StudyDirectory.exists)
  }
}

extension Study {
  /// The study of a file. Throws with status 65 where the file is wrong.
  /// - Parameter isNamed: the user named it, and it may be a pipe.
  package init(contentsOf path: String, isNamed: Bool = true) throws(Refusal) {
    try self.init(toml: FileSystem.text(of: path, isNamed: isNamed), file: path)
  }

  /// What `--study` names: a built-in study, or a file where the argument looks like one or there is one.
  package static func named(_ argument: String, option: String = "--study") throws(Refusal) -> Study {
    if let study = builtIns.first(where: { $0.name == argument }) { return study }
    if argument == "-" || argument.contains("/") || argument.hasSuffix(".toml") || FileSystem.exists(argument)
    {
      return try Study(contentsOf: argument)
    }
    throw .option(option, argument.unknown("study", among: builtIns.map(\.name)) + " (or a TOML file)")
  }
}

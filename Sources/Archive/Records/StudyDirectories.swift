import EngineInterface
import Foundation
import Input
import Model
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
    var corner = study.problem(for: Cell(column: 0, row: 0))
    // What all versions of a trainer have measured stands together.
    corner.declared?.version = ""
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
  package init(
    contentsOf path: String, isNamed: Bool = true, declaration: Declaration? = nil
  ) throws(Refusal) {
    try self.init(
      toml: FileSystem.text(of: path, isNamed: isNamed), file: path, declaration: declaration)
  }

  /// What `--study` names: a built-in study, or a file where the argument looks like one or there is one.
  package static func named(_ argument: String, option: String = "--study") throws(Refusal) -> Study {
    try StudySource(named: argument, option: option).study()
  }
}

/// What `--study` names, read once: it may be a pipe.
package enum StudySource: Sendable {
  case builtIn(Study)
  case text(String, file: String)

  package init(named argument: String, option: String = "--study") throws(Refusal) {
    if let study = Study.builtIns.first(where: { $0.name == argument }) {
      self = .builtIn(study)
      return
    }
    guard
      argument == "-" || argument.contains("/") || argument.hasSuffix(".toml") || FileSystem.exists(argument)
    else {
      let names = Study.builtIns.map(\.name)
      throw .option(option, argument.unknown("study", among: names) + " (or a TOML file)")
    }
    self = .text(try FileSystem.text(of: argument), file: argument)
  }

  /// - Parameter declaration: of the trainer that is to train it.
  package func study(_ declaration: Declaration? = nil) throws(Refusal) -> Study {
    switch self {
    case .builtIn(let study):
      guard declaration == nil else {
        throw .option(
          "--study \(study.name)", "is about networks that are built in; leave it out, or leave out --trainer"
        )
      }
      return study
    case .text(let text, let file): return try Study(toml: text, file: file, declaration: declaration)
    }
  }
}

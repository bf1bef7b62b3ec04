import Input
import Phases

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

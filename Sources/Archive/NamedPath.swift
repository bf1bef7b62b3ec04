import Input
import Phases

extension ParametrisationPath {
  /// What an argument names: a built-in path, or a file where it looks like one or there is one.
  package static func named(_ argument: String) throws(Refusal) -> ParametrisationPath {
    if let path = ParametrisationPath(named: argument) { return path }
    if argument == "-" || argument.contains("/") || argument.hasSuffix(".toml") || FileSystem.exists(argument)
    {
      return try ParametrisationPath(toml: FileSystem.text(of: argument, isNamed: true), file: argument)
    }
    throw .option("path", argument.unknown("path", among: builtIns.map(\.name)) + " (or a TOML file)")
  }
}

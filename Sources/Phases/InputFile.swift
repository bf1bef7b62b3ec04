import Input

/// A file that a user names, read whole.
package enum InputFile {
  /// The file's bytes, or those of a pipe until its end. `limit` keeps a wrong one from filling the memory.
  package static func bytes(of path: String, limit: Int, isNamed: Bool = true) throws(StudyError) -> [UInt8] {
    do {
      return try FileSystem.contents(of: path, limit: limit, isNamed: isNamed)
    } catch {
      throw .file(path, line: nil, error.description)
    }
  }

  /// The text of a file of at most a megabyte.
  package static func text(of path: String, isNamed: Bool = true) throws(StudyError) -> String {
    guard let text = String(validating: try bytes(of: path, limit: 1 << 20, isNamed: isNamed), as: UTF8.self)
    else {
      throw .file(path, line: nil, "is not UTF-8 text")
    }
    return text
  }
}

extension Study {
  /// The study of a file. Throws with status 65 where the file is wrong.
  /// - Parameter isNamed: the user named it, and it may be a pipe.
  package init(contentsOf path: String, isNamed: Bool = true) throws(StudyError) {
    try self.init(toml: InputFile.text(of: path, isNamed: isNamed), file: path)
  }

  /// What `--study` names: a built-in study, or a file where the argument looks like one or there is one.
  package static func named(_ argument: String, option: String = "--study") throws(StudyError) -> Study {
    if let study = builtIns.first(where: { $0.name == argument }) { return study }
    if argument == "-" || argument.contains("/") || argument.hasSuffix(".toml") || FileSystem.exists(argument)
    {
      return try Study(contentsOf: argument)
    }
    throw .option(option, argument.unknown("study", among: builtIns.map(\.name)) + " (or a TOML file)")
  }
}

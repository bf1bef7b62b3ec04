import ArgumentParser
import Foundation
import Input
import Phases
import Sweep
import Terminal

/// What a user prefers: `config.toml` in the program's folder of configuration. The command line and the environment come
/// before it, the defaults after it. The program never writes it.
struct Preferences {
  /// A built-in study or the path of a file.
  private(set) var study: String?
  /// A theme's name or the path of a file.
  private(set) var theme: String?
  private(set) var color: ColorDepth?
  private(set) var glyphs: GlyphChoice?
  private(set) var curves: CurveGlyphs?
  private(set) var jobs: Int?
  private(set) var mouse: Bool?

  static let keys = ["study", "theme", "color", "glyphs", "curves", "jobs", "mouse"]

  static func folders(environment: [String: String]) -> UserFolders { UserFolders(environment: environment) }

  static func path(environment: [String: String]) -> String? {
    folders(environment: environment).configuration.map { $0 + "/config.toml" }
  }

  /// What the user's file says; nothing where there is no file. Throws with status 65 where the file is wrong.
  init(environment: [String: String] = Surroundings.environment) throws(Refusal) {
    guard let path = Self.path(environment: environment), FileSystem.exists(path) else {
      return
    }
    let library = ThemeLibrary(environment: environment, executable: ThemeLibrary.executable)
    let values = Section(try Document(FileSystem.text(of: path, isNamed: false), file: path))
    try values.allowOnly(Self.keys, kind: "setting")
    study = try values.nameOrPath("study", among: Study.builtIns.map(\.name))
    theme = try values.nameOrPath("theme", among: library.names)
    color = try values.choice("color", among: ColorDepth.allCases.map(\.rawValue)).flatMap(ColorDepth.init)
    glyphs = try values.choice("glyphs", among: GlyphChoice.allCases.map(\.rawValue)).flatMap(
      GlyphChoice.init)
    curves = try values.choice("curves", among: CurveGlyphs.allCases.map(\.rawValue)).flatMap(
      CurveGlyphs.init)
    mouse = try values.flag("mouse")
    jobs = try values.integer("jobs")
    if let jobs, !Machine.possibleJobs.contains(jobs) {
      throw values.error("jobs", "the number of workers must be from 1 to 1024")
    }
  }
}

extension Section {
  /// One of some words.
  fileprivate func choice(_ key: String, among words: [String]) throws(Refusal) -> String? {
    guard let word = try text(key) else { return nil }
    guard words.contains(word) else { throw error(key, word.unknown(key, among: words)) }
    return word
  }

  /// One of some words, or a path from the file's folder.
  fileprivate func nameOrPath(_ key: String, among words: [String]) throws(Refusal) -> String? {
    guard let text = try text(key), text.contains("/") || text.hasSuffix(".toml") else {
      return try choice(key, among: words)
    }
    let path = UserFolders.current.expanded(text)
    let folder = document.file.folder ?? "."
    return path.isFromTheRoot ? path : folder + "/" + path
  }
}

extension ColorDepth: ExpressibleByArgument {}
extension CurveGlyphs: ExpressibleByArgument {}

/// Which characters the screen and its curves may use.
enum GlyphChoice: String, CaseIterable, ExpressibleByArgument {
  case braille, unicode, blocks, ascii

  var set: GlyphSet {
    switch self {
    case .braille, .unicode: .unicode
    case .blocks: .blocks
    case .ascii: .ascii
    }
  }

  var curves: CurveGlyphs {
    switch self {
    case .braille: .braille
    case .blocks: .blocks
    case .unicode, .ascii: .ascii
    }
  }
}

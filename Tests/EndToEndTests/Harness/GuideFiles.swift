import Foundation

/// The pages for people: the README, and the articles beside the sources.
enum GuideFiles {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let catalogue = root.appending(path: "Sources/phase-tui/phase-tui.docc")

  static let readme = root.appending(path: "README.md")

  static let all: [URL] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: catalogue.path)) ?? []
    return [readme]
      + names.filter { $0.hasSuffix(".md") }.sorted().map { catalogue.appending(path: $0) }
  }()

  static func lines(_ file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
  }

  /// An article by its name.
  static func text(_ name: String) throws -> String {
    try String(contentsOf: catalogue.appending(path: "\(name).md"), encoding: .utf8)
  }
}

import Archive
import Foundation
import Phases
import Terminal

/// The commands of a session as they were given, a line each, in `DIR/sessions/`: `phase-tui replay` runs them again.
///
/// Lines that begin with `#@` say what the commands depended on: the size of the screen, how the study was left, how
/// many cells were there. The log is a convenience, so that a disk that takes nothing does not stop the screen.
final class SessionLog {
  private let path: String
  private let start: [String]
  private var handle: FileHandle?
  private var written = 0

  init(directory: StudyDirectory, state: State) {
    let name = Journal.freshName.replacing(".jsonl", with: ".session")
    path = "\(directory.path)/sessions/\(name)"
    start = [
      "# phase-tui \(Version.current), study \(state.diagram.study.name); phase-tui replay FILE runs it again",
      "#@ size \(state.size.width)x\(state.size.height)",
      "#@ view \(String(decoding: state.viewRecord(of: 0).line, as: UTF8.self))",
    ]
  }

  /// Writes what was commanded since the last call.
  func follow(_ state: State) {
    let new = state.session.dropFirst(written)
    written = state.session.count
    for command in new {
      if command.measures || command.exports, !state.diagram.isComplete {
        write("#@ cells \(state.diagram.done)/\(state.diagram.total)")
      }
      write(command.text)
    }
  }

  func resized(_ size: Size) { if handle != nil { write("#@ size \(size.width)x\(size.height)") } }

  private func write(_ line: String) {
    if handle == nil { handle = open() }
    try? handle?.write(contentsOf: Data((line + "\n").utf8))
  }

  /// The file is made with the first command: a session without one leaves nothing.
  private func open() -> FileHandle? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = start.map { $0 + "\n" }.joined()
    guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else { return nil }
    let handle = FileHandle(forWritingAtPath: path)
    _ = try? handle?.seekToEnd()
    return handle
  }
}

/// A session read from a file.
package struct SessionScript: Sendable {
  enum Line: Hashable, Sendable {
    case command(Command)
    case size(Size)
    case view(ViewRecord)
    case cells(done: Int, total: Int)
  }

  /// With their numbers in the file, from 1.
  let lines: [(number: Int, line: Line)]

  /// Throws with status 65 at the first line that is neither a command nor a comment.
  package init(_ text: String, file: String) throws(StudyError) {
    var lines: [(number: Int, line: Line)] = []
    for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("#@") {
        if let setting = Self.setting(line.dropFirst(2).trimmingCharacters(in: .whitespaces)) {
          lines.append((index + 1, setting))
        }
        continue
      }
      if line.isEmpty || line.hasPrefix("#") { continue }
      do {
        lines.append((index + 1, .command(try Command(line))))
      } catch {
        throw .file(file, line: index + 1, "\(error)")
      }
    }
    self.lines = lines
  }

  /// One that this version does not know is a comment.
  private static func setting(_ text: String) -> Line? {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "size":
      let sides = parts[1].split(separator: "x").compactMap { Int($0) }
      return sides.count == 2 && sides.allSatisfy((1...10000).contains)
        ? .size(Size(width: sides[0], height: sides[1])) : nil
    case "view": return ViewRecord(Data(parts[1].utf8)).map(Line.view)
    case "cells":
      let counts = parts[1].split(separator: "/").compactMap { Int($0) }
      return counts.count == 2 ? .cells(done: counts[0], total: counts[1]) : nil
    default: return nil
    }
  }
}

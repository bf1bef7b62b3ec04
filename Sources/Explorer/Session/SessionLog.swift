import Archive
import Foundation
import Input
import Phases
import Terminal

/// The commands of a session as they were given, a line each, in `DIR/sessions/`: `phase-tui replay` runs them again.
///
/// Lines that begin with `#@` say what the commands depended on: the size of the screen, how the study was left, how far
/// its journals went, how many cells and limits were there. The log is a convenience, so that a disk that takes nothing does not stop the screen.
final class SessionLog {
  private let path: String
  private let start: [String]
  private var descriptor: Int32 = -1
  private var written = 0

  init(_ storage: StudyStorage, state: State) {
    let directory = storage.directory
    let name = Journal.freshName.replacing(".jsonl", with: ".session")
    path = "\(directory.path)/sessions/\(name)"
    start =
      [
        "# phase-tui \(Version.current), study \(state.diagram.study.shownName); phase-tui replay FILE runs it again",
        "#@ size \(state.size.width)x\(state.size.height)",
        "#@ view \(String(decoding: state.viewRecord(of: 0).line, as: UTF8.self))",
      ]
      + ["#@ journals \(storage.reader.offsets.count)"]
      + storage.reader.offsets.sorted { $0.key < $1.key }.map {
        "#@ records \($0.value) \(Self.word($0.key))"
      }
      + Self.thresholds(of: state.diagram.study, unlike: directory.study)
  }

  /// A file's name in one word: with a line's end in it, it could give a command.
  static func word(_ name: String) -> String {
    name.systemBytes.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        String(Unicode.Scalar(byte))
      default: "%" + String(UInt32(byte) + 0x100, radix: 16).dropFirst()
      }
    }.joined()
  }

  /// The name of such a word.
  static func name(_ word: some StringProtocol) -> String {
    var (bytes, rest) = ([UInt8](), Array(word.utf8)[...])
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"),
        let escaped = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(escaped)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(systemBytes: bytes)
  }

  /// The commands that make the directory's thresholds those of the study as it is shown.
  private static func thresholds(of study: Study, unlike kept: Study) -> [String] {
    Thresholds.Name.allCases.filter { study.thresholds[$0] != kept.thresholds[$0] }
      .map { Command.threshold($0, study.thresholds[$0]).text }
  }

  /// Writes what was commanded since the last call.
  /// - Parameters:
  ///   - cells: how many of the diagram were there before.
  ///   - limits: of how many cells they were still being measured.
  func follow(_ state: State, cells: (done: Int, total: Int), limits: Int) {
    let new = state.session.dropFirst(written)
    written = state.session.count
    for command in new {
      if command.dependsOnCells, cells.done < cells.total {
        write("#@ cells \(cells.done)/\(cells.total)")
      }
      if command.dependsOnCells, limits > 0 { write("#@ limits \(limits)") }
      write(command.text)
    }
  }

  func resized(_ size: Size) { if descriptor >= 0 { write("#@ size \(size.width)x\(size.height)") } }

  private func write(_ line: String) {
    if descriptor < 0 { open() }
    put(line + "\n")
  }

  /// The file is made with the first command: a session without one leaves nothing.
  private func open() {
    if let folder = path.folder { FileSystem.makeFolder(folder) }
    descriptor = FileSystem.open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND, 0o666)
    put(start.map { $0 + "\n" }.joined())
  }

  /// What the disk does not take is not in the session.
  private func put(_ text: String) {
    guard descriptor >= 0 else { return }
    var rest = text.systemBytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}

/// A session read from a file.
package struct SessionScript: Sendable {
  enum Line: Hashable, Sendable {
    case command(Command)
    case size(Size)
    case view(ViewRecord)
    case cells(done: Int, total: Int)
    case limits(Int)
  }

  /// With their numbers in the file, from 1.
  let lines: [(number: Int, line: Line)]
  /// How far each journal went when the session began, in bytes; `nil` where the file does not say.
  package let records: [String: Int]?

  /// Throws with status 65 at the first line that is neither a command nor a comment.
  /// - Parameter vocabulary: of the study that it is about.
  package init(_ text: String, file: String, _ vocabulary: Vocabulary = .builtIn) throws(Refusal) {
    var lines: [(number: Int, line: Line)] = []
    var records: [String: Int]?
    for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("#@") {
        let words = line.dropFirst(2).split(separator: " ")
        if words.first == "records", words.count == 3, let bytes = Int(words[1]) {
          records = (records ?? [:]).merging([SessionLog.name(words[2]): bytes]) { $1 }
        } else if words.first == "journals" {
          records = records ?? [:]
        }
        if let setting = Self.setting(line.dropFirst(2).trimmingCharacters(in: .whitespaces)) {
          lines.append((index + 1, setting))
        }
        continue
      }
      if line.isEmpty || line.hasPrefix("#") { continue }
      do {
        lines.append((index + 1, .command(try Command(line, vocabulary))))
      } catch {
        throw .file(file, line: index + 1, "\(error)")
      }
    }
    self.lines = lines
    self.records = records
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
    case "limits": return Int(parts[1]).map(Line.limits)
    default: return nil
    }
  }
}

import Dispatch
import Foundation
import Input
import Model

/// Reads the records of all journals of a folder, again and again: every call gives what has come since the last.
package struct JournalReader: Sendable {
  /// A record and where it stands.
  package struct Line: Sendable {
    package let record: Record
    package let location: Location
    /// The line as it stands, without its LF.
    package let text: ArraySlice<UInt8>
  }

  package struct Location: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int
    package var description: String { "\(file):\(line)" }
  }

  /// Lines that were passed over.
  package struct Problems: Hashable, Sendable {
    /// Torn, truncated or changed lines, the first of them, and those of a newer program or of something else.
    package var damaged = 0
    package var foreign = 0
    package var first: Location?
    /// Journals that cannot be read now, with the system's words: somebody's umask, or a disk that fails.
    package var unreadable: [String: String] = [:]

    package var isEmpty: Bool { damaged + foreign == 0 && unreadable.isEmpty }

    /// The first of the unreadable by name, and how many more there are.
    package var unreadableText: String? {
      guard let first = unreadable.min(by: { $0.key < $1.key }) else { return nil }
      let more = unreadable.count > 1 ? " and \(unreadable.count - 1) more" : ""
      let journals = unreadable.count == 1 ? "1 journal" : "\(unreadable.count) journals"
      return "\(journals) cannot be read: \(first.key) (\(first.value))\(more)"
    }
  }

  private struct File: Sendable {
    var offset = 0
    var lines = 0
    /// Within a line that is too long to be a record.
    var isSkipping = false
  }

  /// The folder of the journals.
  package let folder: String
  /// Bytes of each journal that are read at most; `nil`: all there are.
  private let ends: [String: Int]?
  /// What the study's trainer declares, where it has one: it stands beside the records.
  private let declaration: Declaration?
  private var files: [String: File] = [:]
  package private(set) var problems = Problems()

  /// A longer line is no record.
  private static let longestLine = 1 << 26
  private static let chunk = 1 << 23

  /// - Parameter ends: reads each journal up to there only, as it once was; others not at all.
  package init(folder: String, ends: [String: Int]? = nil) {
    self.folder = folder
    self.ends = ends
    // One that cannot be read is refused where the directory is opened.
    declaration = folder.folder.flatMap { try? DeclarationFile.read(in: $0) }
  }

  /// How far each journal is read, in bytes.
  package var offsets: [String: Int] { files.mapValues(\.offset) }

  /// The whole lines that are new, journal by journal in the order of their names. A line without its end may still
  /// be on its way; `isLast` counts it as torn. A journal that cannot be read is noted, and tried again the next time.
  package mutating func read(isLast: Bool = false, _ body: (Line) -> Void) throws(Refusal) {
    problems.unreadable = [:]
    for name in try names() {
      if let problem = read(name, isLast: isLast, body) { problems.unreadable[name] = problem }
    }
  }

  private func names() throws(Refusal) -> [String] {
    guard let names = FileSystem.names(in: folder) else {
      if errno == ENOENT { return [] }
      throw .file(folder, "cannot be read: \(FileSystem.problem)")
    }
    return names.filter { $0.hasSuffix(".jsonl") }.sorted()
  }

  /// Returns why it cannot be read to its end, in the system's words.
  private mutating func read(_ name: String, isLast: Bool, _ body: (Line) -> Void) -> String? {
    let descriptor = FileSystem.open("\(folder)/\(name)", O_RDONLY | O_NONBLOCK)
    // Deleted since the folder was listed.
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { return FileSystem.problem }
    defer { close(descriptor) }
    var file = files[name] ?? File()
    defer { files[name] = file }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return FileSystem.problem }
    let end = min(Int(status.st_size), ends.map { $0[name] ?? 0 } ?? .max)
    var buffer: [UInt8] = []
    while file.offset + buffer.count < end {
      let start = buffer.count
      let most = min(Self.chunk, end - file.offset - start)
      buffer.append(contentsOf: repeatElement(0, count: most))
      let got = buffer.withUnsafeMutableBytes { bytes in
        pread(descriptor, bytes.baseAddress.map { $0 + start }, most, off_t(file.offset + start))
      }
      guard got >= 0 else { return FileSystem.problem }
      buffer.removeLast(most - got)
      if got == 0 { break }
      let used = take(buffer, name, &file, body)
      file.offset += used
      buffer.removeFirst(used)
      if buffer.count > Self.longestLine {
        file.isSkipping = true
        file.offset += buffer.count
        buffer.removeAll()
      }
    }
    if isLast, !buffer.isEmpty || file.isSkipping {
      file.offset += buffer.count
      note(.damaged, Location(file: name, line: file.lines + 1))
    }
    return nil
  }

  private mutating func note(_ problem: RecordCoder.Problem, _ location: Location) {
    switch problem {
    case .damaged: problems.damaged += 1
    case .foreign: problems.foreign += 1
    }
    if problems.first == nil { problems.first = location }
  }

  /// Decodes the whole lines of a buffer on all cores, tells them in order, and returns how many bytes they are.
  private mutating func take(
    _ buffer: [UInt8], _ name: String, _ file: inout File, _ body: (Line) -> Void
  ) -> Int {
    var ranges: [Range<Int>] = []
    var start = 0
    buffer.withUnsafeBytes { bytes in
      while let base = bytes.baseAddress, let end = memchr(base + start, 0x0a, bytes.count - start) {
        let stop = UnsafeRawPointer(end) - base
        ranges.append(start..<stop)
        start = stop + 1
        if start == bytes.count { break }
      }
    }
    for (range, result) in zip(ranges, Self.decode(buffer, ranges, declaration)) {
      file.lines += 1
      let location = Location(file: name, line: file.lines)
      if file.isSkipping {
        file.isSkipping = false
        note(.damaged, location)
        continue
      }
      switch result {
      case .success(let record): body(Line(record: record, location: location, text: buffer[range]))
      // An empty line is nobody's loss.
      case .failure(let problem): if !range.isEmpty { note(problem, location) }
      }
    }
    return start
  }

  private static func decode(
    _ buffer: [UInt8], _ ranges: [Range<Int>], _ declaration: Declaration?
  ) -> [Result<Record, RecordCoder.Problem>] {
    let parts = ranges.count < 64 ? 1 : ProcessInfo.processInfo.activeProcessorCount
    var results = [Result<Record, RecordCoder.Problem>](repeating: .failure(.damaged), count: ranges.count)
    buffer.withUnsafeBytes { bytes in
      results.withUnsafeMutableBufferPointer { results in
        // Every part writes its own entries.
        nonisolated(unsafe) let (bytes, results) = (bytes, results)
        DispatchQueue.concurrentPerform(iterations: parts) { part in
          for index in ranges.count * part / parts..<ranges.count * (part + 1) / parts {
            results[index] = Result { () throws(RecordCoder.Problem) in
              try RecordCoder.decode(UnsafeRawBufferPointer(rebasing: bytes[ranges[index]]), declaration)
            }
          }
        }
      }
    }
    return results
  }
}

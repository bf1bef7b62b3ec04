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
    /// Kept open for the curves in it.
    var kept: JournalFile?
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
  /// Curves of journals that have grown by less are in memory.
  private let leastLeft: Int

  /// - Parameters:
  ///   - ends: reads each journal up to there only, as it once was; others not at all.
  ///   - leastLeft: of a journal with at least so many new bytes the curves are left where they stand.
  package init(folder: String, ends: [String: Int]? = nil, leastLeft: Int = JournalFile.leastSize) {
    self.folder = folder
    self.ends = ends
    self.leastLeft = leastLeft
    // One that cannot be read is refused where the directory is opened.
    declaration = folder.folder.flatMap { try? DeclarationFile.read(in: $0) }
  }

  /// How far each journal is read, in bytes.
  package var offsets: [String: Int] { files.mapValues(\.offset) }

  /// The whole lines that are new, journal by journal in the order of their names. A line without its end may still
  /// be on its way; `isLast` counts it as torn. A journal that cannot be read is noted, and tried again the next time.
  package mutating func read(isLast: Bool = false, _ body: (Line) -> Void) throws(Refusal) {
    try read(isLast: isLast, preparing: { _ in }, { line, _ in body(line) })
  }

  /// The same, with what `prepare` makes of each record, on any thread.
  mutating func read<Prepared: Sendable>(
    isLast: Bool = false, preparing prepare: @escaping @Sendable (Record) -> Prepared,
    _ body: (Line, Prepared) -> Void
  ) throws(Refusal) {
    problems.unreadable = [:]
    for name in try names() {
      if let problem = read(name, isLast: isLast, prepare, body) { problems.unreadable[name] = problem }
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
  private mutating func read<Prepared: Sendable>(
    _ name: String, isLast: Bool, _ prepare: @escaping @Sendable (Record) -> Prepared,
    _ body: (Line, Prepared) -> Void
  ) -> String? {
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
    if end - file.offset >= leastLeft, file.kept?.isSame(as: descriptor) != true {
      file.kept = JournalFile(descriptor, declaration)
    }
    let decoder = ChunkDecoder(
      declaration: declaration, file: end - file.offset >= leastLeft ? file.kept : nil, prepare: prepare)
    var chunks = JournalChunks(descriptor, from: file.offset, to: end, longestLine: Self.longestLine)
    // One is told while the next is decoded; then the one after that is read.
    var told: (chunk: JournalChunks.Chunk, lines: [ChunkDecoder<Prepared>.Result])?
    var read = chunks.next()
    while told != nil || read != nil {
      var next: JournalChunks.Chunk?
      let lines = decoder.decode(read) {
        if let told { tell(told.chunk, told.lines, name, &file, body) }
        // Its memory is free for the next.
        told = nil
        next = chunks.next()
      }
      told = read.map { ($0, lines) }
      read = next
    }
    if isLast, chunks.problem == nil, chunks.rest > 0 || file.isSkipping {
      file.offset += chunks.rest
      note(.damaged, Location(file: name, line: file.lines + 1))
    }
    return chunks.problem
  }

  private mutating func note(_ problem: RecordCoder.Problem, _ location: Location) {
    switch problem {
    case .damaged: problems.damaged += 1
    case .foreign: problems.foreign += 1
    }
    if problems.first == nil { problems.first = location }
  }

  /// Tells the lines of a chunk in order.
  private mutating func tell<Prepared: Sendable>(
    _ chunk: JournalChunks.Chunk, _ results: [ChunkDecoder<Prepared>.Result], _ name: String,
    _ file: inout File,
    _ body: (Line, Prepared) -> Void
  ) {
    for (range, result) in zip(chunk.lines, results) {
      file.lines += 1
      let location = Location(file: name, line: file.lines)
      if file.isSkipping {
        file.isSkipping = false
        note(.damaged, location)
        continue
      }
      switch result {
      case .success(let (record, prepared)):
        body(Line(record: record, location: location, text: chunk.bytes[range]), prepared)
      // An empty line is nobody's loss.
      case .failure(let problem): if !range.isEmpty { note(problem, location) }
      }
    }
    file.offset += chunk.used
    if chunk.isCut { file.isSkipping = true }
  }
}

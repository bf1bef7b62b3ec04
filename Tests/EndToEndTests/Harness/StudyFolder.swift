import Archive
import Engine
import Foundation
import Model

/// A study directory as somebody else sees it.
struct StudyFolder {
  let path: String

  init(_ folder: Folder, _ name: String = "study") { path = folder.path(name) }

  var records: String { "\(path)/records" }

  /// The journals' paths, by name.
  var journals: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: records)) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.sorted().map { "\(records)/\($0)" }
  }

  /// Bytes in all journals.
  var size: Int {
    journals.reduce(0) { sum, path in
      var status = stat()
      return stat(path, &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }

  /// Every file's bytes by its path under the directory.
  var contents: [String: Data] {
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return names.reduce(into: [:]) { contents, name in
      contents[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
    }
  }

  /// How often each problem is recorded.
  func counts() throws -> [ProblemKey: Int] {
    var reader = JournalReader(folder: records)
    var counts: [ProblemKey: Int] = [:]
    try reader.read { counts[$0.record.key, default: 0] += 1 }
    return counts
  }

  /// All whole lines that are records.
  func lines() throws -> [JournalReader.Line] {
    var reader = JournalReader(folder: records)
    var lines: [JournalReader.Line] = []
    try reader.read { lines.append($0) }
    return lines
  }

  /// The same with the companions first: when they are recorded depends on the workers, and without one its cells have
  /// no letter.
  func linesFromCompanions() throws -> [JournalReader.Line] {
    let lines = try lines()
    let companions = Set(lines.map(\.record.problem.criticalCompanion))
    return lines.filter { companions.contains($0.record.problem) }
      + lines.filter { !companions.contains($0.record.problem) }
  }

  /// What the directory says of its study.
  func recorded() throws -> RecordedStudy {
    let directory = try StudyDirectory(opening: path)
    var reader = JournalReader(folder: records)
    return try RecordedStudy(&reader, of: directory.study, numerics: directory.numerics)
  }

  /// A journal of somebody else with these lines.
  func add(_ lines: [[UInt8]], as name: String) throws {
    try FileManager.default.createDirectory(atPath: records, withIntermediateDirectories: true)
    let path = "\(records)/\(name).jsonl"
    if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(filePath: path)) }
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? handle.close() }
    try handle.seekToEnd()
    for line in lines { try handle.write(contentsOf: line) }
  }

  /// A directory of the same study without records.
  func emptyCopy(_ folder: Folder, _ name: String) throws -> StudyFolder {
    let copy = StudyFolder(folder, name)
    try FileManager.default.createDirectory(atPath: copy.records, withIntermediateDirectories: true)
    for file in ["study.toml", "arithmetic"] {
      try FileManager.default.copyItem(atPath: "\(path)/\(file)", toPath: "\(copy.path)/\(file)")
    }
    return copy
  }
}

extension JournalReader.Line {
  var bytes: [UInt8] { Array(text) + [UInt8(ascii: "\n")] }

  /// The same record with one value changed and the checksum of the change.
  func changed(_ origin: RecordOrigin? = nil, _ change: (inout [Float]) -> Void) throws -> [UInt8] {
    guard case .measurement(let measurement) = record.content else {
      throw SessionError(description: "\(location) is no measurement")
    }
    var values = measurement.values
    change(&values)
    guard let other = Measurement(problem: record.problem, values: values) else {
      throw SessionError(description: "the number of values has changed")
    }
    return RecordCoder.encode(Record(other, by: origin ?? record.origin))
  }
}

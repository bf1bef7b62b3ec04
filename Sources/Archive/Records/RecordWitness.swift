import EngineInterface
import Foundation
import Input
import Model

/// What a directory's records say by themselves of the files beside them: the first records of each journal, which are
/// little to read.
struct RecordWitness {
  private(set) var numerics: Set<NumericsClass> = []
  private(set) var data: [DataSource] = []
  /// Of a cell, where there is one among the first records.
  private(set) var example: Problem?

  var isEmpty: Bool { example == nil }

  /// Journals that are asked at most: one would do, if all were whole.
  private static let most = 16
  /// Bytes without a record, after which no more are looked at.
  private static let longest = 1 << 24

  init(folder: String) {
    let names = FileSystem.names(in: folder) ?? []
    let declaration = folder.folder.flatMap { try? DeclarationFile.read(in: $0) }
    for name in names.lazy.filter({ $0.hasSuffix(".jsonl") }).prefix(Self.most) {
      for record in Self.firstRecords("\(folder)/\(name)", declaration) {
        let problem = record.problem
        numerics.insert(record.origin.numerics)
        if !data.contains(where: { $0.isSame(as: problem.data) }) { data.append(problem.data) }
        // A critical companion says less of the study.
        if example.map({ $0 == $0.criticalCompanion }) ?? true { example = problem }
      }
    }
  }

  /// The digests of own data.
  var digests: [UInt64] {
    data.compactMap { source in
      if case .files(_, _, let digest) = source { digest } else { nil }
    }
  }

  /// Up to the first of a cell.
  private static func firstRecords(_ path: String, _ declaration: Declaration?) -> [Record] {
    let descriptor = FileSystem.open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var (bytes, start) = ([UInt8](), 0)
    var records: [Record] = []
    while bytes.count < longest {
      var block = [UInt8](repeating: 0, count: 1 << 16)
      let got = pread(descriptor, &block, block.count, off_t(bytes.count))
      guard got > 0 else { break }
      bytes += block.prefix(got)
      while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(bytes[start..<end])
        start = end + 1
        // The first may be torn.
        guard let record = line.withUnsafeBytes({ try? RecordCoder.decode($0, declaration) }) else {
          continue
        }
        records.append(record)
        if records.count == 4 || record.problem != record.problem.criticalCompanion {
          return records
        }
      }
    }
    return records
  }
}

/// How many records a folder of journals has, found out from their sizes: no record is read, so that it takes no longer for
/// a million than for a thousand.
package struct RecordCount: Hashable, Sendable {
  /// Bytes of all journals.
  package private(set) var size = 0
  /// Of two significant digits.
  package private(set) var estimate = 0

  /// Of each of so many journals, spread over all, the first bytes tell how long a line is.
  private static let (samples, sample) = (32, 1 << 16)

  package init(folder: String) {
    let journals = (FileSystem.names(in: folder) ?? []).filter { $0.hasSuffix(".jsonl") }.map {
      (path: "\(folder)/\($0)", size: FileSystem.status("\(folder)/\($0)")?.size ?? 0)
    }
    size = journals.reduce(0) { $0 + $1.size }
    var (bytes, lines) = (0, 0)
    for journal in stride(from: 0, to: journals.count, by: max(1, journals.count / Self.samples)) {
      let start = Self.start(of: journals[journal].path)
      guard let end = start.lastIndex(of: 0x0a) else { continue }
      bytes += end + 1
      lines += start.count { $0 == 0x0a }
    }
    guard bytes > 0 else { return }
    let count = Double(size) * Double(lines) / Double(bytes)
    let unit = pow(10, max(0, floor(log10(max(1, count))) - 1))
    estimate = Int((count / unit).rounded() * unit)
  }

  private static func start(of path: String) -> [UInt8] {
    let descriptor = FileSystem.open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: sample)
    let got = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    return Array(buffer.prefix(max(0, got)))
  }
}

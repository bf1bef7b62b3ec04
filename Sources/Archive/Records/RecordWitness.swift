import Engine
import EngineInterface
import Foundation
import Input
import Model
import Phases

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
    for name in names.lazy.filter({ $0.hasSuffix(".jsonl") }).prefix(Self.most) {
      for record in Self.firstRecords("\(folder)/\(name)") {
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
  private static func firstRecords(_ path: String) -> [Record] {
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
        guard let record = line.withUnsafeBytes({ try? RecordCoder.decode($0) }) else { continue }
        records.append(record)
        if records.count == 4 || record.problem != record.problem.criticalCompanion {
          return records
        }
      }
    }
    return records
  }
}

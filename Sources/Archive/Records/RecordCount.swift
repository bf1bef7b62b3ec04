import Foundation
import Input

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

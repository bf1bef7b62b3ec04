import Engine
import Foundation
import Input
import Model
import Synchronization

/// A journal that is kept open for the curves in it: they can be read again also after somebody has deleted it. What
/// somebody has overwritten is no record any more by its checksum.
final class JournalFile: RecordFile {
  /// As many are kept open at most: processes may have a thousand files. Of further journals the curves are in memory.
  private static let most = 200
  /// A smaller journal is not worth a file that stays open.
  static let leastSize = 1 << 20
  private static let count = Atomic(0)

  private let descriptor: Int32
  private let declaration: Declaration?
  /// The seeds of a cell are asked for one after the other.
  private let last = Mutex<(range: Range<Int>, values: [Float])?>(nil)

  /// `nil` where too many are open.
  /// - Parameters:
  ///   - other: the open file.
  ///   - declaration: of the directory.
  init?(_ other: Int32, _ declaration: Declaration?) {
    guard Self.count.add(1, ordering: .relaxed).newValue <= Self.most else {
      Self.count.subtract(1, ordering: .relaxed)
      return nil
    }
    descriptor = fcntl(other, F_DUPFD_CLOEXEC, 0)
    self.declaration = declaration
    // Where it is not open nothing is closed.
    if descriptor < 0 { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    Self.count.subtract(1, ordering: .relaxed)
  }

  /// Whether another descriptor is of the same file.
  func isSame(as other: Int32) -> Bool {
    var (own, its) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && fstat(other, &its) == 0
      && (own.st_dev, own.st_ino) == (its.st_dev, its.st_ino)
  }

  func values(at range: Range<Int>) -> [Float]? {
    if let values = last.withLock({ $0?.range == range ? $0?.values : nil }) { return values }
    var line = [UInt8](repeating: 0, count: range.count)
    let record = line.withUnsafeMutableBytes { bytes -> Record? in
      var done = 0
      while done < bytes.count {
        let got = pread(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(range.lowerBound + done))
        if got < 0, errno == EINTR { continue }
        guard got > 0 else { return nil }
        done += got
      }
      return try? RecordCoder.decode(UnsafeRawBufferPointer(bytes), declaration)
    }
    guard case .measurement(let measurement)? = record?.content else { return nil }
    let values = measurement.values
    last.withLock { $0 = (range, values) }
    return values
  }
}

import Dispatch
import Engine
import Foundation
import Input
import Model

/// The bytes of a journal, some whole lines at a time.
struct JournalChunks {
  struct Chunk: Sendable {
    let bytes: [UInt8]
    /// Where `bytes` begin in the file.
    let offset: Int
    /// Without their LF.
    let lines: [Range<Int>]
    /// How many bytes of the file it is.
    let used: Int
    /// It ends within a line that is too long to be a record.
    let isCut: Bool
  }

  private static let size = 1 << 20

  private let descriptor: Int32
  private let end: Int
  private let longestLine: Int
  /// The next byte to read.
  private var position: Int
  /// The begin of a line whose end is not read yet.
  private var start: [UInt8] = []
  /// Why the file cannot be read to its end.
  private(set) var problem: String?
  private var isAtEnd = false

  init(_ descriptor: Int32, from position: Int, to end: Int, longestLine: Int) {
    self.descriptor = descriptor
    self.position = position
    self.end = end
    self.longestLine = longestLine
  }

  /// Bytes at the end that are no whole line.
  var rest: Int { start.count }

  mutating func next() -> Chunk? {
    guard !isAtEnd, position < end else { return nil }
    let offset = position - start.count
    let most = min(Self.size, end - position)
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: start.count + most) { buffer, count in
      _ = buffer.initialize(fromContentsOf: start)
      got = pread(descriptor, buffer.baseAddress.map { $0 + start.count }, most, off_t(position))
      count = start.count + max(got, 0)
    }
    guard got > 0 else {
      if got < 0 { problem = FileSystem.problem }
      isAtEnd = true
      return nil
    }
    position += got
    let lines = Self.lines(bytes, from: start.count)
    let used = lines.last.map { $0.upperBound + 1 } ?? 0
    let isCut = bytes.count - used > longestLine
    start = isCut ? [] : Array(bytes[used...])
    return Chunk(bytes: bytes, offset: offset, lines: lines, used: isCut ? bytes.count : used, isCut: isCut)
  }

  /// The whole lines.
  /// - Parameter known: bytes at the start without an LF.
  private static func lines(_ bytes: [UInt8], from known: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    bytes.withUnsafeBytes { bytes in
      var (start, from) = (0, known)
      while from < bytes.count, let base = bytes.baseAddress,
        let end = memchr(base + from, 0x0a, bytes.count - from)
      {
        let stop = UnsafeRawPointer(end) - base
        lines.append(start..<stop)
        start = stop + 1
        from = start
      }
    }
    return lines
  }
}

/// Decodes the lines of chunks on all cores.
struct ChunkDecoder<Prepared: Sendable>: Sendable {
  typealias Result = Swift.Result<(Record, Prepared), RecordCoder.Problem>

  let declaration: Declaration?
  /// Where curves are left; `nil`: nowhere.
  let file: JournalFile?
  let prepare: @Sendable (Record) -> Prepared

  private static var linesPerPart: Int { 32 }

  /// - Parameter meanwhile: what one of the cores does first.
  func decode(_ chunk: JournalChunks.Chunk?, _ meanwhile: () -> Void) -> [Result] {
    guard let chunk else {
      meanwhile()
      return []
    }
    let count = chunk.lines.count
    let parts = (count + Self.linesPerPart - 1) / Self.linesPerPart
    return [Result](unsafeUninitializedCapacity: count) { results, initialized in
      chunk.bytes.withUnsafeBytes { bytes in
        // Every part writes its own entries, and one alone does the other work.
        withoutActuallyEscaping(meanwhile) { meanwhile in
          nonisolated(unsafe) let (bytes, results, meanwhile) = (bytes, results, meanwhile)
          DispatchQueue.concurrentPerform(iterations: parts + 1) { part in
            guard part > 0 else { return meanwhile() }
            var known = KnownConfiguration()
            for index in (part - 1) * Self.linesPerPart..<min(count, part * Self.linesPerPart) {
              results.initializeElement(
                at: index, to: decode(bytes, chunk.lines[index], chunk.offset, &known))
            }
          }
        }
      }
      initialized = count
    }
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, _ line: Range<Int>, _ offset: Int, _ known: inout KnownConfiguration
  ) -> Result {
    do throws(RecordCoder.Problem) {
      var record = try RecordCoder.decode(
        UnsafeRawBufferPointer(rebasing: bytes[line]), declaration, known: &known)
      if let file {
        record = record.leavingCurves(
          in: RecordPlace(file: file, range: line.lowerBound + offset..<line.upperBound + offset))
      }
      return .success((record, prepare(record)))
    } catch {
      return .failure(error)
    }
  }
}

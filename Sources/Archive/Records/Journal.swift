import Foundation
import Input
import Synchronization

/// The file of a study directory that this process appends its records to. Nobody else writes there, so that no lock
/// is needed, on a network file system either.
///
/// A record is one `write`; the disk has it a second later. A process that is killed within it can leave a torn last line,
/// of a cell that nobody was told of: readers pass it over.
package final class Journal: Sendable {
  private struct State {
    var descriptor: Int32 = -1
    /// Bytes that are whole records.
    var size = 0
    var isSyncing = false
    var isClosed = false
  }

  /// Where the file is, or will be: it is made for the first record.
  package let path: String
  private let state = Mutex(State())
  private let restore: @Sendable () throws(Refusal) -> Void
  private let queue = DispatchQueue(label: "phase-tui.journal", qos: .utility)

  /// - Parameter restore: makes the directory of the file, also after somebody has deleted it.
  package init(path: String, restore: @escaping @Sendable () throws(Refusal) -> Void) {
    self.path = path
    self.restore = restore
  }

  /// A name that no other process takes.
  package static var freshName: String {
    let host = Provenance.hostName.split(separator: ".").first.map(String.init) ?? "host"
    let safe = String(host.prefix(32).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return "\(safe)-\(getpid())-\(String(UInt32.random(in: 0...UInt32.max), radix: 16)).jsonl"
  }

  /// Appends a line with its LF. After an error the file is as it was, and the line can be tried again.
  package func append(_ line: [UInt8]) throws(Refusal) {
    let failure = state.withLock { state -> Refusal? in
      do throws(Refusal) {
        try open(&state)
        try write(line, &state)
        sync(&state)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// Waits until the disk has everything, also what was deleted meanwhile. Later lines are refused.
  package func close() {
    queue.sync {}
    state.withLock { state in
      defer { state.isClosed = true }
      guard state.descriptor >= 0 else { return }
      // Where it cannot be made again the deletion stands.
      try? open(&state)
      fsync(state.descriptor)
      Foundation.close(state.descriptor)
      state.descriptor = -1
    }
  }

  /// Opens the file if it is not open; where it was deleted, makes another with what it held.
  private func open(_ state: inout State) throws(Refusal) {
    // A worker that did not stop in time.
    guard !state.isClosed else { throw .unwritable(path, "the journal is closed") }
    if state.descriptor >= 0 {
      var status = stat()
      guard fstat(state.descriptor, &status) == 0 else { throw .unwritable(path) }
      if status.st_nlink > 0 { return }
    }
    let old = state.descriptor
    try restore()
    let new = FileSystem.open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND, 0o666)
    guard new >= 0 else { throw .unwritable(path) }
    syncFolder()
    guard old >= 0 else {
      state.descriptor = new
      return
    }
    guard copy(state.size, from: old, to: new) else {
      let problem = FileSystem.problem
      Foundation.close(new)
      FileSystem.remove(path)
      throw .unwritable(path, problem)
    }
    Foundation.close(old)
    state.descriptor = new
  }

  /// The file's name is on the disk only when its folder is.
  private func syncFolder() {
    let folder = FileSystem.open(path.folder ?? ".", O_RDONLY)
    guard folder >= 0 else { return }
    // Some network file systems refuse; they keep names by themselves.
    fsync(folder)
    Foundation.close(folder)
  }

  private func copy(_ count: Int, from old: Int32, to new: Int32) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var done = 0
    while done < count {
      let got = pread(old, &buffer, min(buffer.count, count - done), off_t(done))
      guard got > 0, Foundation.write(new, buffer, got) == got else { return false }
      done += got
    }
    return true
  }

  private func write(_ line: [UInt8], _ state: inout State) throws(Refusal) {
    var put = Foundation.write(state.descriptor, line, line.count)
    while put < 0, errno == EINTR { put = Foundation.write(state.descriptor, line, line.count) }
    // A short write has no error of its own; another try has.
    while put >= 0, put < line.count {
      let more = line[put...].withUnsafeBytes { Foundation.write(state.descriptor, $0.baseAddress, $0.count) }
      if more < 0, errno == EINTR { continue }
      put = more > 0 ? put + more : -1
    }
    guard put == line.count else {
      let problem = FileSystem.problem
      ftruncate(state.descriptor, off_t(state.size))
      throw .unwritable(path, problem)
    }
    state.size += put
  }

  /// Within a second, once for all records that come until then.
  private func sync(_ state: inout State) {
    guard !state.isSyncing else { return }
    state.isSyncing = true
    queue.asyncAfter(deadline: .now() + 0.9) {
      let descriptor = self.state.withLock { state in
        state.isSyncing = false
        return state.descriptor
      }
      if descriptor >= 0 { fsync(descriptor) }
    }
  }
}

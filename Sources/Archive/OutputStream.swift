import Foundation
import Input

/// A destination that is written to in its place and not replaced: standard output, another descriptor, a pipe, a device, a socket.
struct OutputStream {
  enum Kind {
    case descriptor(Int32)
    case pipe, socket
  }

  let kind: Kind
  /// As the user named it.
  let path: String
  /// What is opened.
  let target: String

  /// Finds out that nothing can be written there before there is anything to write.
  func checkWritable() throws(Refusal) {
    guard case .descriptor(let descriptor) = kind else {
      guard FileSystem.allows(target, W_OK) else { throw .unwritable(path) }
      return
    }
    let mode = fcntl(descriptor, F_GETFL)
    guard mode >= 0 else { throw .unwritable(path) }
    guard mode & O_ACCMODE != O_RDONLY else { throw .unwritable(path, "it is not open for writing") }
  }

  /// Writes all pieces.
  /// - Parameter patience: milliseconds after which nobody is waited for any more; `nil`: for as long as it takes.
  func write(_ pieces: some Collection<[UInt8]>, patience: Int32?) throws(Refusal) {
    let descriptor = open(patience: patience)
    guard descriptor >= 0 else {
      throw .unwritable(path, errno == ENXIO && patience != nil ? "nobody reads it" : FileSystem.problem)
    }
    defer { if case .descriptor = kind {} else { close(descriptor) } }
    for piece in pieces {
      guard let patience else {
        try OutputFile.write(piece, to: descriptor, path: path)
        continue
      }
      guard Words.put(piece, to: descriptor, patience: patience) else {
        throw .unwritable(path, "nobody takes what is written to it")
      }
    }
  }

  private func open(patience: Int32?) -> Int32 {
    switch kind {
    case .descriptor(let descriptor): return descriptor
    case .socket: return FileSystem.connect(target)
    case .pipe:
      guard let patience else { return FileSystem.open(target, O_WRONLY | O_NOCTTY) }
      // A pipe is opened when somebody reads it.
      let end = ContinuousClock.now + .milliseconds(patience)
      while true {
        let descriptor = FileSystem.open(target, O_WRONLY | O_NOCTTY | O_NONBLOCK)
        if descriptor >= 0 || errno != ENXIO || ContinuousClock.now > end { return descriptor }
        usleep(20_000)
      }
    }
  }
}

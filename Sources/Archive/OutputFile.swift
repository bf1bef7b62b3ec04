import Foundation
import Phases

/// A file to be written as a whole or not at all: under a temporary name beside it first, then renamed.
package struct OutputFile: Sendable {
  /// As the user named it.
  package let path: String
  /// Behind symbolic links, so that the link stays and what it points to is replaced.
  private let target: String

  package init(_ path: String) {
    self.path = path
    target =
      realpath(path, nil).map { pointer in
        defer { free(pointer) }
        return String(cString: pointer)
      } ?? path
  }

  private var directory: String {
    guard let slash = target.lastIndex(of: "/") else { return "." }
    return slash == target.startIndex ? "/" : String(target[..<slash])
  }

  /// Finds out that the file cannot be written before there is anything to write, and leaves nothing behind.
  package func checkWritable() throws(ArchiveError) {
    guard !path.isEmpty, !path.hasSuffix("/") else { throw .create(path, "it is not a file name") }
    if try isStream {
      guard access(target, W_OK) == 0 else { throw .create(path, ArchiveError.systemProblem) }
      return
    }
    if access(target, F_OK) == 0, access(target, W_OK) != 0 {
      throw .create(path, ArchiveError.systemProblem)
    }
    let (descriptor, name) = try openTemporary()
    close(descriptor)
    unlink(name)
  }

  /// Whether it is a pipe or a device, which is written in place.
  var isStream: Bool {
    get throws(ArchiveError) {
      var status = stat()
      guard stat(target, &status) == 0 else { return false }
      guard status.st_mode & S_IFMT != S_IFDIR else { throw .create(path, "it is a directory") }
      return status.st_mode & S_IFMT != S_IFREG
    }
  }

  /// Puts the bytes in place of what the file was before. After an error the old file is as it was.
  package func replace(with bytes: [UInt8]) throws(ArchiveError) {
    try replace(pieces: CollectionOfOne(bytes))
  }

  /// The same, piece by piece.
  package func replace(pieces: some Collection<[UInt8]>) throws(ArchiveError) {
    if try isStream {
      let descriptor = open(target, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .create(path, ArchiveError.systemProblem) }
      defer { close(descriptor) }
      return try Self.write(pieces, to: descriptor, path: path)
    }
    let temporary = try written(pieces)
    guard rename(temporary, target) == 0 else {
      let problem = ArchiveError.systemProblem
      unlink(temporary)
      throw .create(path, problem)
    }
  }

  /// Makes the file, which must not be there yet.
  package func createNew(pieces: some Collection<[UInt8]>) throws(ArchiveError) {
    guard access(path, F_OK) != 0 else { throw .create(path, "there is such a file already") }
    try replace(pieces: pieces)
  }

  /// The same as `replace`, but where it fails the bytes go to a new temporary file that the error names.
  package func replaceOrRescue(pieces: some Collection<[UInt8]>) throws(ArchiveError) {
    do {
      try replace(pieces: pieces)
    } catch .create(let path, let problem) {
      let folder = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
      let stem = target.split(separator: "/").last.map(String.init) ?? "results"
      guard let rescue = try? Self.create(pieces, in: folder, stem: stem, suffix: "") else {
        throw .create(path, problem)
      }
      throw .rescued(path, problem, to: rescue)
    }
  }

  /// Writes `STEM-001SUFFIX`, or the first number that no file has yet, and returns the path. An existing file is
  /// never touched, also not one that somebody makes at the same moment.
  package static func create(
    _ pieces: some Collection<[UInt8]>, in directory: String, stem: String, suffix: String
  ) throws(ArchiveError) -> String {
    let first = OutputFile("\(directory)/\(stem)-001\(suffix)")
    let temporary = try first.written(pieces)
    defer { unlink(temporary) }
    for number in 1...1_000_000 {
      let digits = String(number)
      let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
      let name = directory == "." ? "\(stem)-\(padded)\(suffix)" : "\(directory)/\(stem)-\(padded)\(suffix)"
      // Unlike rename, link refuses to replace.
      if link(temporary, name) == 0 { return name }
      if errno == EEXIST { continue }
      guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else {
        throw .create(name, ArchiveError.systemProblem)
      }
      // A file system without hard links.
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor < 0, errno == EEXIST { continue }
      guard descriptor >= 0 else { throw .create(name, ArchiveError.systemProblem) }
      defer { close(descriptor) }
      do {
        try write(pieces, to: descriptor, path: name)
      } catch {
        unlink(name)
        throw error
      }
      return name
    }
    throw .create(first.path, "there are a million files like it")
  }

  /// Writes the bytes to a new temporary file in the directory and returns its name.
  func written(_ pieces: some Collection<[UInt8]>) throws(ArchiveError) -> String {
    let (descriptor, name) = try openTemporary()
    defer { close(descriptor) }
    do throws(ArchiveError) {
      try Self.write(pieces, to: descriptor, path: path)
      guard fsync(descriptor) == 0 || errno == EINVAL else { throw .create(path, ArchiveError.systemProblem) }
    } catch {
      unlink(name)
      throw error
    }
    return name
  }

  private func openTemporary() throws(ArchiveError) -> (Int32, String) {
    let directory = directory
    for _ in 0..<100 {
      let name = "\(directory)/.phase-tui-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (descriptor, name) }
      guard errno == EEXIST else { break }
    }
    throw .create(path, ArchiveError.systemProblem)
  }

  private static func write(
    _ pieces: some Collection<[UInt8]>, to descriptor: Int32, path: String
  ) throws(ArchiveError) {
    for piece in pieces { try write(piece, to: descriptor, path: path) }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(ArchiveError) {
    var count = 0
    while count < bytes.count {
      let put = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if put < 0, errno == EINTR { continue }
      guard put > 0 else { throw .create(path, ArchiveError.systemProblem) }
      count += put
    }
  }
}

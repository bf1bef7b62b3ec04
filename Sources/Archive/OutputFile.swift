import Foundation
import Input

/// A file to be written as a whole or not at all: under a temporary name beside it first, then renamed. What is no
/// regular file, such as a pipe or standard output, is written to in its place.
package struct OutputFile: Sendable {
  /// As the user named it.
  package let path: String
  /// Behind symbolic links, so that the link stays and what it points to is replaced.
  private let target: String
  /// A descriptor that the process was started with, for `-`, `/dev/stdout` and the like: what is written there goes on
  /// from where the shell is in the file.
  private let descriptor: Int32?
  /// A link that must not be followed, or links that lead nowhere.
  private let problem: String?

  package init(_ path: String) {
    self.path = path
    var (name, problem) = (path, String?.none)
    for hop in 0... {
      if let descriptor = FileSystem.inheritedDescriptor(name, standard: STDOUT_FILENO) {
        (target, self.descriptor, self.problem) = (name, descriptor, problem)
        return
      }
      guard let link = FileSystem.target(ofLink: name) else { break }
      if hop == 40 { problem = String(cString: strerror(ELOOP)) }
      if !FileSystem.mayFollow(link: name) {
        problem = "it is somebody else's link in a folder that all may write"
      }
      if problem != nil { break }
      name = link.isFromTheRoot ? link : "\(name.folder ?? ".")/\(link)"
    }
    (target, descriptor, self.problem) = (name, nil, problem)
  }

  private var directory: String { target.folder ?? "." }

  /// Finds out that the file cannot be written before there is anything to write, and leaves nothing behind.
  package func checkWritable() throws(Refusal) {
    guard !path.isEmpty, path.utf8.last != UInt8(ascii: "/") else {
      throw .unwritable(path, "it is not a file name")
    }
    if let stream = try stream { return try stream.checkWritable() }
    if FileSystem.exists(target), !FileSystem.allows(target, W_OK) {
      throw .unwritable(path)
    }
    let (descriptor, name) = try openTemporary()
    close(descriptor)
    FileSystem.remove(name)
  }

  /// `nil` for a regular file, or one that is not there yet.
  private var stream: OutputStream? {
    get throws(Refusal) {
      if let problem { throw .unwritable(path, problem) }
      if let descriptor { return OutputStream(kind: .descriptor(descriptor), path: path, target: target) }
      var status = stat()
      guard target.withSystemText({ stat($0, &status) }) == 0 else { return nil }
      switch status.st_mode & S_IFMT {
      case S_IFREG: return nil
      case S_IFDIR: throw .unwritable(path, "it is a directory")
      case S_IFBLK: throw .unwritable(path, "it is a disk")
      case S_IFSOCK: return OutputStream(kind: .socket, path: path, target: target)
      default: return OutputStream(kind: .pipe, path: path, target: target)
      }
    }
  }

  /// Whether it is written in its place, perhaps to somebody who does not read yet.
  package var isStream: Bool {
    get throws(Refusal) { try stream != nil }
  }

  /// Puts the bytes in place of what the file was before. After an error the old file is as it was.
  package func replace(with bytes: [UInt8]) throws(Refusal) {
    try replace(pieces: CollectionOfOne(bytes))
  }

  /// The same, piece by piece.
  /// - Parameters:
  ///   - patience: milliseconds that a stream is waited for at most; `nil`: for as long as it takes.
  ///   - model: a file whose mode a new one takes, where it is narrower than usual.
  package func replace(
    pieces: some Collection<[UInt8]>, patience: Int32? = nil, modelledOn model: OutputFile? = nil
  ) throws(Refusal) {
    if let stream = try stream { return try stream.write(pieces, patience: patience) }
    let temporary = try written(pieces, modelledOn: model)
    guard FileSystem.rename(temporary, to: target) else {
      let problem = FileSystem.problem
      FileSystem.remove(temporary)
      throw .unwritable(path, problem)
    }
  }

  /// Makes the file, which must not be there yet.
  package func createNew(pieces: some Collection<[UInt8]>) throws(Refusal) {
    guard descriptor == nil else {
      throw .unwritable(path, "name a file; that is where the program writes itself")
    }
    guard !FileSystem.exists(path) else { throw .unwritable(path, "there is such a file already") }
    try replace(pieces: pieces)
  }

  /// The same as `replace`, but where it fails the bytes go to a new temporary file that the error names.
  package func replaceOrRescue(
    pieces: some Collection<[UInt8]>, patience: Int32? = nil
  ) throws(Refusal) {
    do {
      try replace(pieces: pieces, patience: patience)
    } catch {
      let folder = UserFolders.current.temporary
      let stem = descriptor == nil && !target.fileName.isEmpty ? target.fileName : "results"
      guard let rescue = try? Self.create(pieces, in: folder, stem: stem, suffix: "") else {
        throw error
      }
      var refusal = error
      refusal.problem += "; the results are in \(rescue)"
      throw refusal
    }
  }

  /// Writes `STEM-001SUFFIX`, or the first number that no file has yet, and returns the path. An existing file is
  /// never touched, also not one that somebody makes at the same moment.
  package static func create(
    _ pieces: some Collection<[UInt8]>, in directory: String, stem: String, suffix: String
  ) throws(Refusal) -> String {
    try create([(pieces, suffix)], in: directory, stem: stem)[0]
  }

  /// The same of several files that share their number.
  /// - Parameter others: suffixes of files that keep a number taken, beside those that are written.
  package static func create(
    _ files: [(pieces: any Collection<[UInt8]>, suffix: String)], in directory: String, stem: String,
    beside others: [String] = []
  ) throws(Refusal) -> [String] {
    var temporaries: [String] = []
    defer { for temporary in temporaries { FileSystem.remove(temporary) } }
    for file in files {
      let first = OutputFile("\(directory)/\(stem)-001\(file.suffix)")
      temporaries.append(try first.written(file.pieces))
    }
    let start = directory == "." ? stem : "\(directory)/\(stem)"
    for number in 1...1_000_000 {
      let digits = String(number)
      let name = "\(start)-\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)"
      if others.contains(where: { FileSystem.exists(name + $0) }) { continue }
      var made: [String] = []
      do throws(Refusal) {
        for (file, temporary) in zip(files, temporaries) {
          guard try put(temporary, file.pieces, at: name + file.suffix) else { break }
          made.append(name + file.suffix)
        }
      } catch {
        for name in made { FileSystem.remove(name) }
        throw error
      }
      if made.count == files.count { return made }
      // One of them was there: the others go on to the next number with it.
      for name in made { FileSystem.remove(name) }
    }
    throw .unwritable("\(start)-001", "there are a million files like it")
  }

  /// Gives a file that is written its name. Returns whether no file had it.
  private static func put(
    _ temporary: String, _ pieces: some Collection<[UInt8]>, at name: String
  ) throws(Refusal) -> Bool {
    // Unlike rename, link refuses to replace.
    if FileSystem.link(temporary, to: name) { return true }
    if errno == EEXIST { return false }
    guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else { throw .unwritable(name) }
    // A file system without hard links.
    let descriptor = FileSystem.open(name, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    if descriptor < 0, errno == EEXIST { return false }
    guard descriptor >= 0 else { throw .unwritable(name) }
    defer { close(descriptor) }
    do {
      try write(pieces, to: descriptor, path: name)
    } catch {
      FileSystem.remove(name)
      throw error
    }
    return true
  }

  /// Writes the bytes to a new temporary file in the directory and returns its name.
  func written(
    _ pieces: some Collection<[UInt8]>, modelledOn model: OutputFile? = nil
  ) throws(Refusal) -> String {
    let (descriptor, name) = try openTemporary()
    defer { close(descriptor) }
    do throws(Refusal) {
      keepMode(of: FileSystem.exists(target) ? target : model?.target ?? target, descriptor)
      try Self.write(pieces, to: descriptor, path: path)
      guard fsync(descriptor) == 0 || errno == EINVAL else { throw .unwritable(path) }
    } catch {
      FileSystem.remove(name)
      throw error
    }
    return name
  }

  /// Whoever could read and write the old file can read and write the new one, and nobody else.
  private func keepMode(of old: String, _ descriptor: Int32) {
    var (before, now) = (stat(), stat())
    guard old.withSystemText({ stat($0, &before) }) == 0, fstat(descriptor, &now) == 0 else { return }
    var mode = before.st_mode & 0o777
    if before.st_uid != now.st_uid || before.st_gid != now.st_gid,
      fchown(descriptor, before.st_uid, before.st_gid) != 0
    {
      // The rights of a group are another group's now.
      if before.st_gid != now.st_gid { mode &= ~0o070 }
    }
    fchmod(descriptor, mode)
  }

  private func openTemporary() throws(Refusal) -> (Int32, String) {
    let directory = directory
    for _ in 0..<100 {
      let name = "\(directory)/.phase-tui-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
      let descriptor = FileSystem.open(name, O_WRONLY | O_CREAT | O_EXCL, 0o666)
      if descriptor >= 0 { return (descriptor, name) }
      guard errno == EEXIST else { break }
    }
    throw .unwritable(path)
  }

  private static func write(
    _ pieces: some Collection<[UInt8]>, to descriptor: Int32, path: String
  ) throws(Refusal) {
    for piece in pieces { try write(piece, to: descriptor, path: path) }
  }

  /// Writes all bytes, however long others take; `path` names the descriptor in errors.
  package static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(Refusal) {
    var count = 0
    while count < bytes.count {
      let put = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if put < 0, errno == EINTR { continue }
      if put < 0, errno == EAGAIN {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&room, 1, -1)
        continue
      }
      guard put > 0 else { throw .unwritable(path) }
      count += put
    }
  }
}

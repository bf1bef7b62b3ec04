import Glibc

extension FileSystem {
  /// The descriptor that a name means, one that this process was started with: `-`, `/dev/stdin`, `/dev/stdout`,
  /// `/dev/fd/N` and the like. To open it by its name would begin at the file's start, and fail for a socket.
  package static func inheritedDescriptor(_ path: String, standard: Int32) -> Int32? {
    if path == "-" { return standard }
    if let number = ["/dev/stdin", "/dev/stdout", "/dev/stderr"].firstIndex(of: path) {
      return Int32(number)
    }
    for folder in ["/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", "/proc/\(getpid())/fd/"]
    where path.hasPrefix(folder) {
      guard let number = Int32(path.dropFirst(folder.count)), number >= 0 else { return nil }
      // The program's own are closed in programs that it starts.
      let flags = fcntl(number, F_GETFD)
      return flags >= 0 && flags & FD_CLOEXEC == 0 ? number : nil
    }
    return nil
  }

  /// The whole contents of a file, or of what a pipe, a terminal or a socket gives until it ends. Throws with status 65.
  /// - Parameters:
  ///   - limit: keeps a wrong file (a device, a disk image) from filling the memory.
  ///   - isNamed: the user named it, and waits for it; what the program looks for by itself must be a regular file.
  package static func contents(of path: String, limit: Int, isNamed: Bool = true) throws(Refusal) -> [UInt8] {
    let descriptor = try openForReading(path, isNamed: isNamed)
    defer { close(descriptor) }
    let size = try regularSize(of: descriptor, path, limit: limit, isNamed: isNamed)
    return try bytes(of: descriptor, path, limit: limit, expecting: size ?? 0) { _ in nil }.bytes
  }

  /// The same of a file or a pipe whose beginning says how long it is: of what is longer one byte more is read at least,
  /// and not all. Devices are refused.
  /// - Parameter length: of the whole, by its beginning; `nil` where that is too short to say.
  /// - Returns: the bytes that were read, and how many there are; `nil`: more than the beginning says.
  package static func contents(
    of path: String, limit: Int, isNamed: Bool = true,
    length: (_ beginning: ArraySlice<UInt8>) throws(Refusal) -> Int?
  ) throws(Refusal) -> (bytes: [UInt8], count: Int?) {
    let descriptor = try openForReading(path, isNamed: isNamed)
    defer { close(descriptor) }
    let size = try regularSize(of: descriptor, path, limit: limit, isNamed: isNamed)
    var status = stat()
    guard size != nil || fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT != S_IFCHR else {
      throw .file(path, "is a terminal or another device; give a file or a pipe")
    }
    let (bytes, isWhole) = try bytes(of: descriptor, path, limit: limit, expecting: 0) {
      beginning throws(Refusal) in
      let length = try length(beginning)
      guard let length, length > limit, size == nil else { return length }
      throw .file(path, "says that it has more than the \(limit) bytes that are read at most")
    }
    return (bytes, isWhole ? bytes.count : size)
  }

  /// `nil` for what is no regular file.
  private static func regularSize(
    of descriptor: Int32, _ path: String, limit: Int, isNamed: Bool
  ) throws(Refusal) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    let isRegular = status.st_mode & S_IFMT == S_IFREG
    guard isNamed || isRegular else { throw .file(path, "is not a regular file") }
    if isRegular, Int(status.st_size) > limit {
      throw .file(path, "has \(status.st_size) bytes; at most \(limit) are read")
    }
    return isRegular ? Int(status.st_size) : nil
  }

  /// To the end, or to where there are more bytes than the beginning says.
  private static func bytes(
    of descriptor: Int32, _ path: String, limit: Int, expecting size: Int,
    length: (ArraySlice<UInt8>) throws(Refusal) -> Int?
  ) throws(Refusal) -> (bytes: [UInt8], isWhole: Bool) {
    var bytes = [UInt8](repeating: 0, count: max(size + 1, 1 << 16))
    var count = 0
    var needed: Int?
    while true {
      let got = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if got < 0, errno == EINTR { continue }
      if got < 0, errno == EAGAIN {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&request, 1, -1)
        continue
      }
      guard got >= 0 else { throw unreadable(path) }
      if got == 0 { break }
      count += got
      if needed == nil { needed = try length(bytes[..<count]) }
      if let needed, count > needed { break }
      guard count <= limit else {
        throw .file(path, "has more than the \(limit) bytes that are read at most")
      }
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(count, 1 << 16))) }
    }
    bytes.removeLast(bytes.count - count)
    return (bytes, count <= needed ?? count)
  }

  /// The text of a file of at most a megabyte.
  package static func text(of path: String, isNamed: Bool = true) throws(Refusal) -> String {
    let bytes = try contents(of: path, limit: 1 << 20, isNamed: isNamed)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .file(path, "is not UTF-8 text") }
    return text
  }

  /// In the system's words for the last error.
  private static func unreadable(_ path: String) -> Refusal { .file(path, "cannot be read: \(problem)") }

  private static func openForReading(_ path: String, isNamed: Bool) throws(Refusal) -> Int32 {
    let descriptor: Int32
    if isNamed, let inherited = inheritedDescriptor(path, standard: STDIN_FILENO) {
      descriptor = fcntl(inherited, F_DUPFD_CLOEXEC, 3)
    } else {
      var found = stat()
      guard path.withSystemText({ stat($0, &found) }) == 0 else { throw unreadable(path) }
      switch found.st_mode & S_IFMT {
      case S_IFDIR: throw .file(path, "is a directory")
      case S_IFBLK: throw .file(path, "is a disk")
      case S_IFSOCK where isNamed: descriptor = connect(path)
      // A pipe is waited for by whoever named it; a regular file that turns into one meanwhile is not.
      case S_IFIFO where isNamed, S_IFCHR where isNamed: descriptor = open(path, O_RDONLY | O_NOCTTY)
      default: descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
      }
    }
    guard descriptor >= 0 else { throw unreadable(path) }
    return descriptor
  }
}

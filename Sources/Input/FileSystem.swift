import CSupport
import Glibc

/// Files by their names as bytes: Foundation's ways would repair a name that is not UTF-8, and open another file.
package enum FileSystem {
  /// What there is behind a path.
  package struct Status: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case regular, folder, other }
    package var kind: Kind
    /// The permissions' bits.
    package var mode: mode_t
    package var owner: uid_t
    package var size: Int
    /// Of the last change, in seconds since 1970.
    package var changed: Double

    package init(_ status: stat) {
      switch status.st_mode & S_IFMT {
      case S_IFREG: kind = .regular
      case S_IFDIR: kind = .folder
      default: kind = .other
      }
      mode = status.st_mode & 0o7777
      owner = status.st_uid
      size = Int(status.st_size)
      changed = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
    }
  }

  /// Behind symbolic links, `nil` where there is nothing.
  package static func status(_ path: String) -> Status? {
    var found = stat()
    return path.withSystemText { stat($0, &found) } == 0 ? Status(found) : nil
  }

  package static func exists(_ path: String) -> Bool { status(path) != nil }
  package static func isFolder(_ path: String) -> Bool { status(path)?.kind == .folder }

  /// Whether this process may: `R_OK`, `W_OK`, `X_OK`.
  package static func allows(_ path: String, _ access: Int32) -> Bool {
    path.withSystemText { Glibc.access($0, access) } == 0
  }

  /// A descriptor, not inherited by other programs; -1 with `errno`.
  package static func open(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
    while true {
      let descriptor = path.withSystemText { Glibc.open($0, flags | O_CLOEXEC, mode) } ?? -1
      if descriptor >= 0 || errno != EINTR { return descriptor }
    }
  }

  /// Whether it went well, else `errno` says why not, as with the following.
  package static func rename(_ path: String, to other: String) -> Bool { both(path, other, Glibc.rename) }
  package static func link(_ path: String, to other: String) -> Bool { both(path, other, Glibc.link) }

  @discardableResult
  package static func remove(_ path: String) -> Bool { path.withSystemText(Glibc.unlink) == 0 }

  private static func both(
    _ path: String, _ other: String,
    _ call: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  ) -> Bool {
    path.withSystemText { first in other.withSystemText { call(first, $0) } ?? -1 } == 0
  }

  /// The file that symbolic links lead to, from the root.
  package static func resolved(_ path: String) -> String? {
    guard let pointer = path.withSystemText({ realpath($0, nil) }) ?? nil else { return nil }
    defer { free(pointer) }
    return Surroundings.text(pointer)
  }

  /// Where a symbolic link points to.
  package static func target(ofLink path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = path.withSystemText { pointer in
      buffer.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { readlink(pointer, $0.assumingMemoryBound(to: CChar.self), buffer.count) }
          ?? -1
      }
    }
    guard let count, count >= 0 else { return nil }
    return String(systemBytes: Array(buffer[..<count]))
  }

  /// Whether a link may be written through: in a folder that everybody may write to, such as `/tmp`, anybody can plant
  /// one, and only one's own, the folder's owner's and root's are followed.
  package static func mayFollow(link path: String) -> Bool {
    var (link, folder) = (stat(), stat())
    guard path.withSystemText({ lstat($0, &link) }) == 0,
      (path.folder ?? ".").withSystemText({ stat($0, &folder) }) == 0
    else { return true }
    let isShared = folder.st_mode & (S_IWOTH | S_ISVTX) == S_IWOTH | S_ISVTX
    return !isShared || [geteuid(), folder.st_uid, 0].contains(link.st_uid)
  }

  /// A descriptor to the socket of that name; -1 with `errno`.
  package static func connect(_ path: String) -> Int32 { path.withSystemText(support_connect) ?? -1 }

  /// From the root, symbolic links as they are.
  package static func absolute(_ path: String) -> String {
    path.isFromTheRoot ? path : currentFolder.map { "\($0)/\(path)" } ?? path
  }

  package static var currentFolder: String? {
    guard let pointer = getcwd(nil, 0) else { return nil }
    defer { free(pointer) }
    return Surroundings.text(pointer)
  }

  /// Makes a folder and those above it; one that is there already is well.
  @discardableResult
  package static func makeFolder(_ path: String) -> Bool {
    if path.withSystemText({ mkdir($0, 0o777) }) == 0 { return true }
    if errno == EEXIST || errno == EISDIR {
      guard isFolder(path) else {
        errno = ENOTDIR
        return false
      }
      return true
    }
    guard errno == ENOENT, let above = path.folder, above != path, makeFolder(above) else { return false }
    return path.withSystemText({ mkdir($0, 0o777) }) == 0 || errno == EEXIST && isFolder(path)
  }

  /// The names in a folder, sorted by their bytes; `nil` with `errno` where it cannot be read.
  package static func names(in folder: String) -> [String]? {
    guard let stream = folder.withSystemText(opendir) ?? nil else { return nil }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          UnsafeBufferPointer(start: $0, count: strlen($0)).map(UInt8.init(bitPattern:))
        }
      }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }.map(String.init(systemBytes:))
  }

  /// The regular files in a folder and the folders in it; links are not followed.
  package static func files(under folder: String) -> [Status] {
    (names(in: folder) ?? []).flatMap { name -> [Status] in
      var found = stat()
      guard "\(folder)/\(name)".withSystemText({ lstat($0, &found) }) == 0 else { return [] }
      switch found.st_mode & S_IFMT {
      case S_IFREG: return [Status(found)]
      case S_IFDIR: return files(under: "\(folder)/\(name)")
      default: return []
      }
    }
  }

  /// Deletes a file, or a folder with all that is in it; what a symbolic link points to stays.
  package static func removeAll(_ path: String) -> Bool {
    var status = stat()
    guard path.withSystemText({ lstat($0, &status) }) == 0 else { return false }
    guard status.st_mode & S_IFMT == S_IFDIR else { return remove(path) }
    guard let names = names(in: path) else { return false }
    return names.allSatisfy { removeAll("\(path)/\($0)") } && path.withSystemText(rmdir) == 0
  }

  /// The system's words for the last error.
  package static var problem: String { String(cString: strerror(errno)) }
}

extension String {
  /// Whether a path begins at the root. Asked of the bytes: with a mark behind it a slash is no character of its own.
  package var isFromTheRoot: Bool { utf8.first == UInt8(ascii: "/") }

  /// The folder that a path is in: what stands before its last slash, `.` without one.
  package var folder: String? {
    let trimmed =
      unicodeScalars.count > 1 && unicodeScalars.last == "/"
      ? String(unicodeScalars.dropLast())[...] : self[...]
    guard !trimmed.isEmpty else { return nil }
    guard let slash = trimmed.unicodeScalars.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// What stands behind its last slash.
  package var fileName: String {
    unicodeScalars.lastIndex(of: "/").map { String(self[unicodeScalars.index(after: $0)...]) } ?? self
  }
}

import Foundation

/// A file that a user names, read whole.
package enum InputFile {
  /// The file's bytes. `limit` keeps a wrong file (a device, a disk image) from filling the memory.
  package static func bytes(of path: String, limit: Int) throws(StudyError) -> [UInt8] {
    // Non-blocking, because opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .file(path, line: nil, "cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .file(path, line: nil, "is not a regular file")
    }
    guard Int(status.st_size) <= limit else {
      throw .file(path, line: nil, "has \(status.st_size) bytes; at most \(limit) are read")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        throw .file(path, line: nil, "cannot be read: \(String(cString: strerror(errno)))")
      }
      if got == 0 { break }
      count += got
    }
    return Array(bytes.prefix(count))
  }

  /// The text of a file of at most a megabyte.
  package static func text(of path: String) throws(StudyError) -> String {
    guard let text = String(validating: try bytes(of: path, limit: 1 << 20), as: UTF8.self) else {
      throw .file(path, line: nil, "is not UTF-8 text")
    }
    return text
  }
}

extension Study {
  /// The study of a file. Throws with status 65 where the file is wrong.
  package init(contentsOf path: String) throws(StudyError) {
    try self.init(toml: InputFile.text(of: path), file: path)
  }

  /// What `--study` names: a built-in study, or a file where the argument looks like one or there is one.
  package static func named(_ argument: String, option: String = "--study") throws(StudyError) -> Study {
    if let study = builtIns.first(where: { $0.name == argument }) { return study }
    if argument.contains("/") || argument.hasSuffix(".toml") || access(argument, F_OK) == 0 {
      return try Study(contentsOf: argument)
    }
    throw .option(option, argument.unknown("study", among: builtIns.map(\.name)) + " (or a TOML file)")
  }
}

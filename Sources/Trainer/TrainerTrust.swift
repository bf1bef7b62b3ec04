import Glibc
import Input

/// Which trainers the user has confirmed. A trainer is a program, and one that a study names may be somebody else's; it is
/// started once the user has seen its command, and again as long as neither the command nor the study nor a file that the
/// command names has changed.
///
/// What a trainer reads by itself, such as modules that a script imports, is not looked at.
package struct TrainerTrust: Sendable {
  /// What is confirmed, as one digest.
  package struct Subject: Hashable, Sendable {
    /// 64 hexadecimal digits: SHA-256 of the command, its folder and variables, the study, and the files.
    package let digest: String
    /// To be shown before it is confirmed.
    package let commandLine: String

    /// - Parameters:
    ///   - study: the bytes of the file that names the trainer.
    /// - Throws: a refusal of a file of the command that cannot be read.
    package init(_ program: TrainerProgram, study: [UInt8]) throws(Refusal) {
      commandLine = program.commandLine
      var hash = SHA256()
      // Each part behind its length, so that no two commands are one row of bytes.
      func add(_ part: [UInt8]) {
        hash.update("\(part.count):".utf8)
        hash.update(part)
      }
      add(Array("\(program.arguments.count) \(program.environment.count)".utf8))
      for argument in program.arguments { add(argument.systemBytes) }
      for (name, value) in program.environment.sorted(by: { $0.key < $1.key }) {
        add(name.systemBytes)
        add(value.systemBytes)
      }
      add(FileSystem.absolute(program.folder ?? ".").systemBytes)
      add(study)
      for path in Self.files(of: program) {
        add(path.systemBytes)
        add(Array(try Self.digest(of: path).utf8))
      }
      digest = hash.hexadecimal()
    }

    /// The regular files that words of the command name, `--option=FILE` too. A first word without a slash is found in
    /// `PATH`, and is the system's.
    static func files(of program: TrainerProgram) -> [String] {
      program.arguments.enumerated().flatMap { index, word -> [String] in
        if index == 0, !word.unicodeScalars.contains("/") { return [] }
        let behind = word.unicodeScalars.firstIndex(of: "=").map { index in
          String(word.unicodeScalars[word.unicodeScalars.index(after: index)...])
        }
        return [word, behind].compactMap { name in
          guard let name, !name.isEmpty else { return nil }
          let path = name.isFromTheRoot ? name : "\(program.folder ?? ".")/\(name)"
          return FileSystem.status(path)?.kind == .regular ? path : nil
        }
      }
    }

    private static func digest(of path: String) throws(Refusal) -> String {
      let descriptor = FileSystem.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
      guard descriptor >= 0 else { throw .file(path, "cannot be read: \(FileSystem.problem)") }
      defer { close(descriptor) }
      var hash = SHA256()
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(descriptor, &piece, piece.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw .file(path, "cannot be read: \(FileSystem.problem)") }
        if count == 0 { return hash.hexadecimal() }
        hash.update(piece[..<count])
      }
    }
  }

  /// The status of a trainer that was refused because nobody could be asked: `EX_NOPERM` of sysexits.
  package static let refusedStatus: Int32 = 77

  /// Where what was confirmed is remembered, a file for each; `nil`: nothing is.
  private let folder: String?

  /// - Parameter state: the user's folder for what this program remembers.
  package init(state: String? = UserFolders.current.state) { folder = state.map { "\($0)/trainers" } }

  private func file(_ subject: Subject) -> String? { folder.map { "\($0)/\(subject.digest)" } }

  /// Whether the user has confirmed it; nobody else's word counts.
  package func isTrusted(_ subject: Subject) -> Bool {
    guard let file = file(subject), let status = FileSystem.status(file) else { return false }
    return status.kind == .regular && status.owner == geteuid()
  }

  /// Remembers that the user has confirmed it.
  package func trust(_ subject: Subject) throws(Refusal) {
    guard let folder, let file = file(subject) else {
      throw .unwritable("the trainer's confirmation", "there is no home to keep it in; set XDG_STATE_HOME")
    }
    guard FileSystem.makeFolder(folder) else { throw .unwritable(folder) }
    let descriptor = FileSystem.open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NOCTTY, 0o600)
    guard descriptor >= 0 else { throw .unwritable(file) }
    defer { close(descriptor) }
    let text = Array("\(subject.commandLine.printable)\n".utf8)
    guard write(descriptor, text, text.count) == text.count else { throw .unwritable(file) }
  }

  /// Takes it back; it is asked about again.
  package func forget(_ subject: Subject) throws(Refusal) {
    guard let file = file(subject), FileSystem.exists(file) else { return }
    guard FileSystem.remove(file) else { throw .unwritable(file) }
  }

  /// Where nobody can be asked.
  package static func refusal(of subject: Subject, at place: String) -> Refusal {
    Refusal(
      at: place,
      "names a trainer that was not confirmed: \(subject.commandLine); start it once on a terminal, or say --trust",
      exitStatus: refusedStatus)
  }
}

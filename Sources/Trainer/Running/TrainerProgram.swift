import CSupport
import Glibc
import Input

/// A program that trains, as it is to be started.
package struct TrainerProgram: Hashable, Sendable {
  /// At least one; the first is looked up in `PATH` where it has no slash. Not a shell's.
  package var arguments: [String]
  /// Beside the variables of this process, or in place of them.
  package var environment: [String: String] = [:]
  /// Where it is started; `nil`: where this process is.
  package var folder: String?
  /// The file that its standard error is appended to, one of its own, which is made where there is none; `nil`: what it
  /// says there is lost.
  package var log: String?

  package init(
    _ arguments: [String], environment: [String: String] = [:], folder: String? = nil, log: String? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.log = log
  }

  /// Of words that somebody typed: the program's name and its arguments, or both in one word, quoted as for a shell.
  package init(words: [String]) throws(Refusal) {
    let isLine = words.count == 1 && words[0].contains(where: \.isWhitespace) && !FileSystem.exists(words[0])
    self.init(isLine ? try ShellText.words(words[0]) : words)
    if arguments.first?.isEmpty ?? true { throw .option("trainer", "names no program") }
  }

  /// In one line, with quotes where a word needs them.
  package var commandLine: String { arguments.map(ShellText.word).joined(separator: " ") }

  /// Starts it under a guard; see `support_program`.
  func start() throws(TrainerFault) -> support_program {
    guard let first = arguments.first else { throw TrainerFault("cannot be started: it has no command") }
    if let folder, !FileSystem.isFolder(folder) {
      throw TrainerFault("cannot be started in \(folder): there is no such folder")
    }
    let errors = try openLog()
    defer { close(errors) }
    let variables = Surroundings.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }.sorted()
    var program = support_program()
    let status = Self.withPointers(arguments) { arguments in
      Self.withPointers(variables) { variables in
        guard let folder else { return support_program_start(arguments, variables, nil, errors, &program) }
        return folder.withSystemText { support_program_start(arguments, variables, $0, errors, &program) }
          ?? EINVAL
      } ?? EINVAL
    }
    guard let status, status == 0 else {
      let problem = String(cString: strerror(status ?? EINVAL))
      throw TrainerFault("cannot be started: \(first): \(problem)")
    }
    return program
  }

  private func openLog() throws(TrainerFault) -> Int32 {
    let path = log ?? "/dev/null"
    let flags = log == nil ? O_WRONLY : O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NOCTTY
    let descriptor = FileSystem.open(path, flags, 0o600)
    guard descriptor >= 0 else {
      throw TrainerFault("cannot be started: its log \(path) cannot be written: \(FileSystem.problem)")
    }
    return descriptor
  }

  /// `nil` where a zero is in one of the texts.
  private static func withPointers<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result? {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { $0.withSystemText { strdup($0) } ?? nil }
    defer { for pointer in pointers { free(pointer) } }
    guard !pointers.contains(nil) else { return nil }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { $0.baseAddress.map(body) }
  }
}

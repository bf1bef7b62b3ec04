import Archive
import Glibc
import Input
import Model
import Phases
import Sweep
import Trainer

/// The program that trains a study's cells: confirmed, started, and asked what it is.
struct StartedTrainer {
  /// With the folder from the root, so that it can be started from anywhere.
  let setting: StudyTrainer
  let declaration: Declaration
  /// How many of it may run beside each other; `nil`: as many as there are workers.
  let mostWorkers: Int?
  let pool: TrainerPool
  private let program: TrainerProgram

  /// The one that is meant: by `--trainer`, else by the study file, else by the directory's study; `nil` where the networks
  /// are built in.
  /// - Throws: a refusal with status 77 where nobody has confirmed a program that a file names.
  init?(_ options: TrainerStart, source: StudySource?, directory: String?) throws {
    let kept = try Self.kept(in: directory)
    var named: (setting: StudyTrainer, file: String, text: String)?
    if let source {
      if case .text(let text, let file) = source, let setting = try StudyTrainer(toml: text, file: file) {
        named = (setting, file, text)
      }
    } else {
      named = kept
    }
    let folder = FileSystem.currentFolder
    if let command = options.trainer {
      let program = try TrainerProgram(words: [command])
      setting = StudyTrainer(
        command: program.arguments, folder: folder, environment: named?.setting.environment ?? [:])
    } else if var given = named?.setting {
      let place = FileSystem.absolute(named?.file.folder ?? ".")
      given.folder = given.folder.map { $0.isFromTheRoot ? $0 : "\(place)/\($0)" } ?? place
      setting = given
    } else {
      return nil
    }
    var program = TrainerProgram(setting.command, environment: setting.environment, folder: setting.folder)
    // Variables of a file can make any program another, such as the user's own.
    if let named, options.trainer == nil || !setting.environment.isEmpty {
      try Self.confirm(program, named.file, Array(named.text.utf8), isTrusted: options.trust)
    }
    let logs = Self.logs()
    program.log = logs(1)
    let patience = try options.patience() ?? TrainerSession.usualPatience
    let said: TrainerDeclaration?
    let session: TrainerSession
    do throws(TrainerFault) {
      session = try TrainerSession(program, patience: patience)
      // A signal ends this process, and with it the trainer: nothing has been measured yet.
      said = try session.declaration()
    } catch {
      throw Refusal(
        "the trainer \(program.commandLine) cannot be used: \(error)\(Self.remedy(program))", exitStatus: 71)
    }
    guard let said else { throw Refusal("the trainer was stopped before it said what it is", exitStatus: 71) }
    declaration = Declaration(said)
    mostWorkers = said.workers
    self.program = program
    pool = TrainerPool(
      session, said, declaration: declaration, program: program, patience: patience, logs: logs)
  }

  /// The study of a directory that names a trainer.
  private static func kept(in directory: String?) throws -> (StudyTrainer, String, String)? {
    guard let directory, FileSystem.exists("\(directory)/study.toml") else { return nil }
    let file = "\(directory)/study.toml"
    let text = try FileSystem.text(of: file, isNamed: false)
    return try StudyTrainer(toml: text, file: file).map { ($0, file, text) }
  }

  /// Asks once on a terminal whether a program may be started that a file names.
  private static func confirm(
    _ program: TrainerProgram, _ file: String, _ study: [UInt8], isTrusted: Bool
  ) throws {
    let subject = try TrainerTrust.Subject(program, study: study)
    let trust = TrainerTrust()
    if trust.isTrusted(subject) { return }
    if !isTrusted {
      guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
        throw TrainerTrust.refusal(of: subject, at: file)
      }
      let variables = program.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value) " }.joined()
      Program.warn(
        "\(file) names a trainer, a program that will run as you: \(variables)\(subject.commandLine)")
      Program.warn("in \(program.folder ?? "."); start it, now and as long as nothing of it changes? [y/N]")
      guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
        throw Refusal(
          at: file, "its trainer was not confirmed, and is not started",
          exitStatus: TrainerTrust.refusedStatus)
      }
    }
    do throws(Refusal) { try trust.trust(subject) } catch { Program.warn(error.description) }
  }

  /// Remembers that the user has confirmed it, where a directory names the very same from now on.
  func trust(in directory: String) {
    guard let text = try? FileSystem.text(of: "\(directory)/study.toml", isNamed: false),
      var program = (try? StudyTrainer(toml: text, file: directory)).flatMap({ $0 }).map({
        TrainerProgram($0.command, environment: $0.environment, folder: $0.folder)
      })
    else { return }
    program.log = nil
    guard program.arguments == setting.command, program.folder == setting.folder,
      program.environment == setting.environment,
      let subject = try? TrainerTrust.Subject(program, study: Array(text.utf8))
    else { return }
    try? TrainerTrust().trust(subject)
  }

  /// Files for what the programs say on standard error, by their numbers; without a home among those that nobody keeps.
  private static func logs() -> @Sendable (Int) -> String? {
    let folders = UserFolders.current
    let kept = folders.state.map { "\($0)/trainer-logs" }.flatMap { FileSystem.makeFolder($0) ? $0 : nil }
    let stem = kept.map { "\($0)/" } ?? "\(folders.temporary)/phase-tui-trainer-"
    let name = "\(getpid())-\(String(UInt32.random(in: 0...UInt32.max), radix: 16))"
    return { "\(stem)\(name)-\($0).log" }
  }

  private static func remedy(_ program: TrainerProgram) -> String {
    guard let log = program.log, let size = FileSystem.status(log)?.size, size > 0 else { return "" }
    return "; what it said on standard error is in \(log)"
  }

  /// Ends all of it in order. Logs without a word go.
  func close() {
    pool.close()
    for log in logs where FileSystem.status(log)?.size == 0 { FileSystem.remove(log) }
  }

  /// A log with what one of them said on standard error.
  var spokenLog: String? { logs.first { (FileSystem.status($0)?.size ?? 0) > 0 } }

  private var logs: [String] {
    guard let log = program.log, let folder = log.folder else { return [] }
    let stem = log.dropFirst(folder.count + 1).dropLast("1.log".count)
    let names = (FileSystem.names(in: folder) ?? []).filter { $0.hasPrefix(stem) }
    return names.sorted().map { "\(folder)/\($0)" }
  }
}

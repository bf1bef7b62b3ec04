import CSupport
import Glibc
import Input

/// A running trainer: lines in, lines out. For one thread; another may wake it through the control.
final class TrainerProcess {
  /// What a wait ends with.
  enum Event {
    /// A line that it printed.
    case line(ArraySlice<UInt8>, number: Int)
    /// Somebody wants something.
    case woken
    /// The time is up.
    case silence
  }

  /// How it ended in the end.
  enum Ending: Hashable {
    /// By itself, with this status as of waitpid.
    case byItself(Int32)
    /// By SIGTERM, with the status, or by SIGKILL.
    case terminated(Int32)
    case killed
  }

  private let program: TrainerProgram
  private var handle: support_program
  private let control: TrainerControl
  private var lines = LineBuffer()
  private var unsent: [UInt8] = []
  private var piece = [UInt8](repeating: 0, count: 1 << 16)
  /// There is nothing more to read.
  private(set) var isOutputClosed = false
  private var isInputClosed = false
  /// Where the log ended when it was started.
  private let logStart: Int

  /// - Parameter control: whose event wakes it.
  init(_ program: TrainerProgram, control: TrainerControl) throws(TrainerFault) {
    self.program = program
    self.control = control
    logStart = program.log.flatMap { FileSystem.status($0)?.size } ?? 0
    handle = try program.start()
  }

  deinit { if handle.guard > 0 { support_program_forget(&handle, 10_000) } }

  /// Descriptors that it keeps open, and the guard's number.
  var descriptors: [Int32] { [handle.input, handle.output, handle.control, handle.status] }
  var guardNumber: pid_t { handle.guard }

  /// Lines that were read.
  var lineCount: Int { lines.count }

  /// What is sent is taken by the following waits.
  func send(_ request: TrainerRequest) {
    guard !isInputClosed else { return }
    unsent += request.text.utf8
    unsent.append(0x0a)
    write()
  }

  /// Waits for a line, for whoever wakes it, or until the deadline.
  func next(until deadline: ContinuousClock.Instant) throws(TrainerFault) -> Event {
    while true {
      if let line = try lines.next() { return .line(line, number: lines.count) }
      guard !isOutputClosed else { throw ended() }
      let ready = wait(until: deadline)
      if ready.event { return .woken }
      if !ready.output, ContinuousClock.now >= deadline { return .silence }
    }
  }

  // MARK: Ending it

  /// Asks it to end, closes its input and waits; then SIGTERM, then SIGKILL to it and all that it has started. What it
  /// prints meanwhile is thrown away.
  /// - Parameters:
  ///   - asks: `false` where it does not listen any more: SIGTERM comes at once.
  ///   - patience: before SIGTERM, and once more before SIGKILL.
  @discardableResult
  func end(asks: Bool = true, patience: Duration) -> Ending {
    guard handle.guard > 0 else { return .killed }
    defer { support_program_forget(&handle, 10_000) }
    if asks {
      send(.quit)
      if let status = waitForStatus(patience) { return .byItself(status) }
    }
    var byte: UInt8 = 0
    _ = support_write_pipe(handle.control, &byte, 1)
    return waitForStatus(patience).map(Ending.terminated) ?? .killed
  }

  private func waitForStatus(_ patience: Duration) -> Int32? {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
      if unsent.isEmpty { closeInput() }
      if let status = status() { return status }
      _ = wait(until: deadline, forStatus: true)
    }
    return status()
  }

  /// What the guard says once everything is gone. A guard that was killed says nothing, and its trainer was killed with it.
  private func status() -> Int32? {
    var status: Int32 = 0
    let count = read(handle.status, &status, 4)
    return count == 4 ? status : count == 0 ? SIGKILL : nil
  }

  /// Why there is nothing more to read.
  private func ended() -> TrainerFault {
    if handle.guard > 0 {
      var request = pollfd(fd: handle.status, events: Int16(POLLIN), revents: 0)
      while poll(&request, 1, 1000) < 0, errno == EINTR {}
    }
    let torn = lines.isWithinLine ? " within line \(lines.count + 1) of its output" : ""
    guard handle.guard > 0, let status = status() else {
      return TrainerFault("closed its standard output\(torn)")
    }
    let signal = status & 0x7f
    let how = signal == 0 ? "ended with status \(status >> 8 & 0xff)" : "was ended by signal \(signal)"
    return TrainerFault(how + torn + (lastWords.map { "; its last words: \($0)" } ?? ""))
  }

  /// The last line of its log, where it has said anything.
  private var lastWords: String? {
    guard let log = program.log else { return nil }
    let descriptor = FileSystem.open(log, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let count = pread(descriptor, &bytes, bytes.count, max(logStart, size - bytes.count))
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).last { $0.contains { !$0.isWhitespace } }
    return line.map { String($0.prefix(200)).printable }
  }

  // MARK: Pipes

  /// Moves what can be moved, after waiting for it.
  private func wait(
    until deadline: ContinuousClock.Instant, forStatus: Bool = false
  ) -> (output: Bool, event: Bool) {
    var requests = [
      pollfd(fd: isOutputClosed ? -1 : handle.output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: unsent.isEmpty ? -1 : handle.input, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: forStatus ? handle.status : control.event, events: Int16(POLLIN), revents: 0),
    ]
    let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
    let milliseconds = Int32(max(0, min(left.rounded(.up), 1e9)))
    guard poll(&requests, 3, milliseconds) > 0 else { return (false, false) }
    if requests[1].revents != 0 { write() }
    let hasOutput = requests[0].revents != 0
    if hasOutput { readPiece(discards: forStatus) }
    return (hasOutput, !forStatus && requests[2].revents != 0)
  }

  private func readPiece(discards: Bool) {
    let count = read(handle.output, &piece, piece.count)
    if count > 0 {
      if !discards { piece.withUnsafeBytes { lines.append(.init(rebasing: $0[..<count])) } }
    } else if count == 0 || errno != EINTR && errno != EAGAIN {
      isOutputClosed = true
    }
  }

  /// As much as there is room for. What nobody reads any more is dropped: what the trainer still says counts.
  private func write() {
    while !unsent.isEmpty {
      let count = unsent.withUnsafeBytes { support_write_pipe(handle.input, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else {
        unsent = []
        return closeInput()
      }
      unsent.removeFirst(count)
    }
  }

  private func closeInput() {
    guard !isInputClosed else { return }
    isInputClosed = true
    close(handle.input)
    handle.input = -1
  }
}

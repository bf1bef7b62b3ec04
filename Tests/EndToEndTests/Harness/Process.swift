import CPseudoTerminal
import Foundation

/// How a program ended.
enum ExitStatus: Hashable, Sendable {
  case exited(Int32)
  case killed(signal: Int32)

  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited(waitStatus >> 8 & 0xff) : .killed(signal: signal)
  }
}

/// A failure of the harness or of a wait, with what the reader of the test's report needs to see.
struct SessionError: Error, CustomStringConvertible {
  var description: String
}

/// A started program, which is killed when the last reference to it goes.
final class ChildProcess {
  let id: pid_t
  /// Readable when the program has ended.
  let descriptor: Int32
  private(set) var status: ExitStatus?

  /// Starts the program on a terminal, or on three descriptors.
  init(
    _ arguments: [String], environment: [String: String], directory: String?,
    terminal: String? = nil, descriptors: [Int32] = []
  ) throws {
    let argumentPointers = arguments.map { strdup($0) } + [nil]
    let environmentPointers = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
    var process: pid_t = 0
    let error = spawn_session(
      arguments[0], argumentPointers, environmentPointers, directory, terminal, descriptors, &process)
    guard error == 0 else {
      throw SessionError(description: "cannot start \(arguments[0]): \(String(cString: strerror(error)))")
    }
    id = process
    descriptor = process_descriptor(process)
    guard descriptor >= 0 else { throw SessionError(description: "this kernel has no pidfd_open") }
  }

  deinit {
    if status == nil {
      kill(id, SIGKILL)
      reap()
    }
    close(descriptor)
  }

  /// Collects the exit status; blocks unless the program has ended.
  func reap() {
    guard status == nil else { return }
    var waitStatus: Int32 = 0
    while waitpid(id, &waitStatus, 0) < 0 && errno == EINTR {}
    status = ExitStatus(waitStatus: waitStatus)
  }

  func signal(_ number: Int32) {
    if status == nil { kill(id, number) }
  }
}

/// A moment that a wait must not pass.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(seconds: Double) { end = .now + .seconds(seconds) }

  /// For `poll`; 0 when it has passed.
  var milliseconds: Int32 {
    let left = ContinuousClock.now.duration(to: end)
    return left <= .zero ? 0 : Int32(left / .milliseconds(1)) + 1
  }
}

/// Waits until one of the descriptors can be read or has been closed; empty when the time was up.
func readable(_ descriptors: [Int32], until deadline: Deadline) -> Set<Int32> {
  var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  while poll(&requests, nfds_t(requests.count), deadline.milliseconds) < 0 && errno == EINTR {}
  return Set(requests.filter { $0.revents != 0 }.map(\.fd))
}

/// What can be read at once, at most a block; nil at the end of the file.
func readBlock(_ descriptor: Int32) -> [UInt8]? {
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  let count = read(descriptor, &buffer, buffer.count)
  return count > 0 ? Array(buffer[..<count]) : nil
}

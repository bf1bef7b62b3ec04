import Foundation

/// A program without a terminal: nothing to read, its two outputs in pipes.
final class PipedRun {
  private let process: ChildProcess
  private var open: [Int32]
  private let outputDescriptor: Int32
  private var outputBytes: [UInt8] = []
  private var errorBytes: [UInt8] = []

  init(_ arguments: [String], environment: [String: String] = [:], directory: String? = nil) throws {
    let output = try Self.makePipe()
    let error = try Self.makePipe()
    let null = Foundation.open("/dev/null", O_RDONLY)
    defer { for descriptor in [null, output[1], error[1]] { close(descriptor) } }
    open = [output[0], error[0]]
    outputDescriptor = output[0]
    process = try ChildProcess(
      arguments, environment: TerminalSession.standardEnvironment.merging(environment) { $1 },
      directory: directory, descriptors: [null, output[1], error[1]])
  }

  deinit { for descriptor in open { close(descriptor) } }

  /// The end to read from, then the end to write to.
  private static func makePipe() throws -> [Int32] {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SessionError(description: "cannot open a pipe") }
    // Other tests start programs at the same time; a copy in one of those would keep the pipe open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  var output: String { String(decoding: outputBytes, as: UTF8.self) }
  var error: String { String(decoding: errorBytes, as: UTF8.self) }

  func signal(_ number: Int32) { process.signal(number) }

  /// Reads for a while what is written; `false` when both outputs were closed before it was over.
  func pass(seconds: Double) throws -> Bool {
    let deadline = Deadline(seconds: seconds)
    while !open.isEmpty, deadline.milliseconds > 0 {
      if !readable(open, until: deadline).isEmpty { try readSome(until: deadline, while: "time passes") }
    }
    return !open.isEmpty
  }

  /// Reads until the condition holds on what has been written.
  func waitUntil(
    _ description: String, timeout: Double = TerminalSession.patience, _ condition: (PipedRun) -> Bool
  ) throws {
    let deadline = Deadline(seconds: timeout)
    while !condition(self) {
      if open.isEmpty { throw failure("waiting for \(description): the program closed its outputs") }
      try readSome(until: deadline, while: description)
    }
  }

  /// Reads all there is and waits for the program's end.
  @discardableResult
  func waitForExit(timeout: Double = TerminalSession.patience) throws -> ExitStatus {
    let deadline = Deadline(seconds: timeout)
    while !open.isEmpty { try readSome(until: deadline, while: "the end") }
    guard !readable([process.descriptor], until: deadline).isEmpty else {
      throw failure("waiting for the end: time is up")
    }
    process.reap()
    return process.status!
  }

  private func readSome(until deadline: Deadline, while description: String) throws {
    let ready = readable(open, until: deadline)
    if ready.isEmpty { throw failure("waiting for \(description): time is up") }
    for descriptor in ready {
      if let bytes = readBlock(descriptor) {
        if descriptor == outputDescriptor { outputBytes += bytes } else { errorBytes += bytes }
      } else {
        open.removeAll { $0 == descriptor }
        close(descriptor)
      }
    }
  }

  private func failure(_ text: String) -> SessionError {
    SessionError(description: "\(text)\noutput:\n\(output)\nerror:\n\(error)")
  }
}

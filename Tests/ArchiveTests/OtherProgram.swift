import Foundation
import Testing

/// Another program that reads what this one writes, where it is installed.
struct OtherProgram: Sendable {
  let path: String

  /// The first of the paths that can be run.
  init?(_ paths: [String]) {
    guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      return nil
    }
    self.path = path
  }

  /// Found as a shell finds it.
  init?(named name: String) { self.init(Self.places(name)) }

  private static func places(_ name: String) -> [String] {
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map { "\($0)/\(name)" }
  }

  /// A Python that has these modules: `$PYTHON`, or one of those that are usually there.
  static func python(with modules: String...) -> OtherProgram? {
    let chosen = ProcessInfo.processInfo.environment["PYTHON"].map { [$0] } ?? []
    let paths = chosen + places("python3") + ["/usr/bin/python3"]
    return paths.lazy.compactMap { OtherProgram([$0]) }.first { python in
      (try? python.run(["-c", "import " + modules.joined(separator: ", ")]))?.status == 0
    }
  }

  struct Outcome {
    var status: Int32
    var output: String
    var error: String
  }

  func run(_ arguments: [String], in folder: String = "/") throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    let streams = [Pipe(), Pipe()]
    (process.standardOutput, process.standardError) = (streams[0], streams[1])
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // What these programs say on one stream never fills the pipe while the other is read.
    let texts = try streams.map {
      String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: texts[0], error: texts[1])
  }

  /// What it prints where it must succeed, and complain of nothing.
  func output(_ arguments: [String], in folder: String = "/") throws -> String {
    let outcome = try run(arguments, in: folder)
    #expect(outcome.status == 0 && outcome.error.isEmpty, "\(path): \(outcome.error)")
    return outcome.output
  }
}

import Archive
import CPseudoTerminal
import Engine
import Foundation
import Phases

/// Opens a study directory with a hundred thousand recorded cells.
///
/// The numbers in it are drawn, not trained: opening costs the same.
final class OpenBenchmark {
  struct Result {
    /// Wall seconds, and those that all threads computed.
    var seconds: Double
    var cpu: Double
    /// The most memory that was resident, in bytes.
    var peak: Double
  }

  static let study = {
    var study = Study.alphaDepth
    study.name = "large"
    study.columns = axis(.alpha, (0..<400).map { 0.1 * pow(10, 3 * Double($0) / 399) })
    study.rows = axis(.depth, (1...250).map(Double.init))
    return study
  }()

  static func axis(_ parameter: Parameter, _ values: [Double]) -> Axis {
    guard let axis = try? Axis(parameter, values: values) else { preconditionFailure("the values increase") }
    return axis
  }

  static var cells: Int { study.columns.count * study.rows.count }

  private let path: String
  private let jobs: Int

  /// Makes the directory: half a gigabyte in the folder for temporary files.
  init(jobs: Int) throws {
    self.jobs = jobs
    path = FileManager.default.temporaryDirectory.appending(path: "phase-bench-\(UUID().uuidString)").path
    let kernel = try KernelChoice.selected()
    let directory = try StudyDirectory(making: path, study: Self.study, own: nil, numerics: kernel.numerics)
    let origin = RecordOrigin(kernel: kernel.name, numerics: kernel.numerics, version: Version.current)
    let journal = directory.journal()
    var values = Drawn()
    let companion = Self.study.problem(for: Cell(column: 0, row: 0)).criticalCompanion
    for problem in [companion] + Self.study.lattice.baseCells.map(Self.study.problem(for:)) {
      guard let drawn = Measurement(problem: problem, values: values.next(Measurement.valueCount(problem)))
      else { preconditionFailure("the number of values is the configuration's") }
      try journal.append(RecordCoder.encode(Record(drawn, by: origin)))
    }
    journal.close()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Until all of it is written as CSV.
  func export() throws -> Result {
    let words = [
      ScreenBenchmark.program, "export", "--dir", path, "--format", "csv", "--out", "\(path)/out.csv",
    ]
    let arguments = words.map { strdup($0) } + [nil]
    defer { for word in arguments { free(word) } }
    let start = TrainingBenchmark.now
    var process: pid_t = 0
    let error = spawn_session(words[0], arguments, environ, nil, nil, [0, 1, 2], &process)
    guard error == 0 else { throw ScreenBenchmark.Failure(description: String(cString: strerror(error))) }
    var (status, usage) = (Int32(0), rusage())
    guard wait4(process, &status, 0, &usage) == process, status == 0 else {
      throw ScreenBenchmark.Failure(description: "phase-tui export failed")
    }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return Result(
      seconds: TrainingBenchmark.now - start, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peak: Double(usage.ru_maxrss) * 1024)
  }

  /// Until the screen shows every cell.
  func screen() throws -> Result {
    let screen = try ScreenBenchmark(["--dir", path], jobs: jobs)
    let seconds = try screen.seconds(untilDone: Self.cells)
    return Result(seconds: seconds, cpu: try screen.cpuSeconds, peak: try screen.peakBytes)
  }
}

/// Numbers that look like losses and order parameters: positive, of order one, none like another.
private struct Drawn {
  private var state: UInt32 = 1

  mutating func next(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) * 0x1p-24 + 0.01
    }
  }
}

import Archive
import Engine
import Foundation
import Phases
import Sweep

/// What it costs to hand out cells, to keep them and to tell them: a sweep whose trainings are none, with its real locks,
/// journal and diagram.
struct SchedulerBenchmark {
  struct Result {
    /// Wall and processor seconds a training.
    var wall, cpu: Double
  }

  static let study = {
    var study = Study.alphaDepth
    study.name = "scheduler"
    study.columns = OpenBenchmark.axis(.alpha, (0..<100).map { 0.1 * pow(10, 3 * Double($0) / 99) })
    study.rows = OpenBenchmark.axis(.depth, (1...100).map(Double.init))
    return study
  }()

  /// - Parameter pause: how long a training sleeps, in microseconds.
  func run(workers: Int, pause: UInt32) throws -> Result {
    let study = Self.study
    let folder = FileManager.default.temporaryDirectory.appending(path: "phase-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let kernel = try KernelChoice.selected()
    let directory = try StudyDirectory(
      making: folder.path, study: study, own: nil, numerics: kernel.numerics)
    let origin = RecordOrigin(kernel: kernel.name, numerics: kernel.numerics, version: Version.current)
    let recorder = Recorder(directory.journal(), origin: origin) { _ in }
    // All cells have as many values; what stands in them costs nothing.
    let some = study.problem(for: study.lattice.baseCells[0])
    let values = [Float](repeating: 0.5, count: Measurement.valueCount(some))
    let sweep = UnattendedSweep(
      study: study, jobs: workers, recorder: recorder,
      makeWork: {
        Work { problems, _ in
          if pause > 0 { usleep(pause) }
          return problems.compactMap { Measurement(problem: $0, values: values) }
        }
      })
    let (wall, cpu) = (TrainingBenchmark.now, Self.cpuSeconds)
    let outcome = sweep.complete(refining: 0)
    recorder.close()
    let diagram = sweep.diagram
    let trainings = Double(diagram.measurements.count + diagram.criticals.count)
    guard outcome == .complete, diagram.isComplete, diagram.failures.isEmpty else {
      throw ScreenBenchmark.Failure(description: "the sweep ended with cells that are not measured")
    }
    return Result(
      wall: (TrainingBenchmark.now - wall) / trainings, cpu: (Self.cpuSeconds - cpu) / trainings)
  }

  /// Of all threads of this process.
  private static var cpuSeconds: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}

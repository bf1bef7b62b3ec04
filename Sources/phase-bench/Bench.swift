import ArgumentParser
import Engine
import Foundation
import Phases
import Sweep

/// `phase-bench`: checks the kernel against the naive one, then times it.
@main struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phase-bench",
    abstract: "Time training and the screen, after a check against the naive kernel.",
    discussion: "first-picture, key-latency and open drive the phase-tui that stands beside this program.")

  @Option(help: "One of \(Workload.allCases.map(\.rawValue).joined(separator: ", ")) (default: all).")
  var workload: Workload?
  @Option(help: "A kernel by name (default: the fastest of this machine).")
  var kernel: String?
  @Option(help: "Workers (default: the cores this process may use).")
  var jobs: Int?
  @Option(help: "Seconds to spend on a training workload, at least three rounds.")
  var seconds = 5.0
  @Flag(help: "Print one JSON line a workload.")
  var json = false
  @Option(
    help:
      "What to compare with: the lines of --json in a file, or another build of this program, run in turn.")
  var against: String?
  @Option(help: "How often each of two programs runs, in turn.")
  var pairs = 5

  func validate() throws {
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
    guard seconds > 0, seconds.isFinite else { throw ValidationError("--seconds must be positive") }
    guard (1...1000).contains(pairs) else { throw ValidationError("--pairs must be from 1 to 1000") }
    guard !json || against == nil else {
      throw ValidationError("--against prints ratios, which are no JSON; leave out --json")
    }
  }

  func run() throws {
    if let kernel { setenv(KernelChoice.variable, kernel, 1) }
    let benchmark = TrainingBenchmark(kernel: try KernelChoice.selected(), jobs: jobs ?? Machine.jobs)
    let comparison = try against.map(Comparison.init)
    for workload in workload.map({ [$0] }) ?? Workload.allCases {
      if let comparison, comparison.isPairs {
        var arguments = [
          "--workload", workload.rawValue, "--jobs", "\(benchmark.jobs)", "--seconds", "\(seconds)",
        ]
        if let kernel { arguments += ["--kernel", kernel] }
        print("\(workload.rawValue)\n\(try comparison.pairs(pairs, arguments: arguments))")
        continue
      }
      var report = ResultLine(
        workload: workload.rawValue, kernel: benchmark.kernel.name, jobs: benchmark.jobs)
      if let ensembles = workload.ensembles {
        try benchmark.check(ensembles)
        let peak = benchmark.peak()
        report.add(try benchmark.time(ensembles, seconds: seconds), peak: peak)
      } else if workload == .meanODE {
        let limits = LimitBenchmark(kernel: benchmark.kernel, jobs: benchmark.jobs)
        for alpha in [1.0, 10] { report.add(try limits.run(alpha: alpha), alpha: alpha) }
      } else if workload == .firstPicture {
        for study in Study.builtIns {
          let screen = try ScreenBenchmark(["--study", study.name], jobs: benchmark.jobs)
          report.add(study, try screen.firstPicture(of: study))
        }
      } else if workload == .open {
        let open = try OpenBenchmark(jobs: benchmark.jobs)
        report.add(try open.export(), named: "export")
        report.add(try open.screen(), named: "screen")
      } else if workload == .scheduler {
        for workers in [2, 16, 128] {
          for pause in [0, 1000] {
            report.add(try SchedulerBenchmark().run(workers: workers, pause: UInt32(pause)), workers, pause)
          }
        }
      } else if workload == .boundary {
        report.add(BoundaryBenchmark(kernel: benchmark.kernel, jobs: benchmark.jobs).run())
      } else {
        let screen = try ScreenBenchmark(["--study", "dimension-scale"], jobs: benchmark.jobs)
        report.add(latencies: try screen.keyLatencies(count: 500))
      }
      print(json ? report.json : report.text)
      if let comparison { print(comparison.text(report)) }
    }
  }
}

/// One line of results.
struct ResultLine {
  let workload: String
  let kernel: String
  let jobs: Int
  private var values: [(key: String, value: Double?)] = [
    ("seconds_per_training", nil), ("gflops", nil), ("peak_fraction", nil), ("best_seconds", nil),
    ("trainings", nil),
  ]

  init(workload: String, kernel: String, jobs: Int) {
    self.workload = workload
    self.kernel = kernel
    self.jobs = jobs
  }

  mutating func add(_ result: TrainingBenchmark.Result, peak: Double) {
    let rate = result.operationsPerTraining / result.median
    values = [
      ("seconds_per_training", result.median), ("gflops", rate / 1e9), ("peak_fraction", rate / peak),
      ("best_seconds", result.best), ("trainings", Double(result.trainings)),
    ]
  }

  mutating func add(_ result: LimitBenchmark.Result, alpha: Double) {
    let name = "alpha_\(alpha.shortest)"
    values += [
      ("\(name)_plain_error", result.plainError), ("\(name)_stated_error", result.statedError),
      ("\(name)_distance", result.distance), ("\(name)_reference_error", result.referenceError),
      ("\(name)_worst_in_errors", result.worst), ("\(name)_operations_ratio", result.operationsRatio),
      ("\(name)_seconds_ratio", result.secondsRatio),
    ]
  }

  /// Seconds from launch; a training is one seed of one cell.
  mutating func add(_ study: Study, _ seconds: ScreenBenchmark.FirstPicture) {
    values += [
      ("\(study.name)_coarse_seconds", seconds.coarse), ("\(study.name)_first_seeds_seconds", seconds.shown),
      ("\(study.name)_complete_seconds", seconds.complete),
    ]
  }

  /// A training that takes as long as it may: what it waits for, and what it takes of the processor.
  mutating func add(_ result: SchedulerBenchmark.Result, _ workers: Int, _ pause: Int) {
    let name = "workers_\(workers)_\(pause == 0 ? "free" : "sleeping")"
    values += [
      ("\(name)_microseconds", 1e6 * result.wall), ("\(name)_cpu_microseconds", 1e6 * result.cpu),
    ]
  }

  mutating func add(_ result: OpenBenchmark.Result, named name: String) {
    values += [
      ("\(name)_seconds", result.seconds), ("\(name)_cpu_seconds", result.cpu),
      ("\(name)_peak_megabytes", result.peak / 1e6),
    ]
  }

  /// Sorted, in seconds.
  mutating func add(latencies: [Double]) {
    values.append(("p50_milliseconds", 1e3 * latencies[latencies.count / 2]))
    values.append(("p99_milliseconds", 1e3 * latencies[latencies.count * 99 / 100]))
  }

  mutating func add(_ result: BoundaryBenchmark.Result) {
    values = [
      ("uniform_cells", Double(result.check.cells)), ("refined_cells", Double(result.refinedCells)),
      ("cells_ratio", Double(result.check.cells) / Double(result.refinedCells)),
      ("uniform_seconds", result.uniformSeconds), ("refined_seconds", result.refinedSeconds),
      ("differing_cells", Double(result.check.differing)),
      ("cells_further_than_one_apart", Double(result.check.far)),
    ]
  }

  /// Those that are measured.
  var known: [(String, Double)] { values.compactMap { entry in entry.value.map { (entry.key, $0) } } }

  var json: String {
    let head = ["\"workload\": \"\(workload)\"", "\"kernel\": \"\(kernel)\"", "\"jobs\": \(jobs)"]
    let rest = values.map { "\"\($0.key)\": \($0.value.map(Self.digits) ?? "null")" }
    return "{\((head + rest).joined(separator: ", "))}"
  }

  var text: String {
    let words = known.map { "\($0.0) \(Self.digits($0.1))" }
    return "\(workload)  \(kernel)  \(jobs) workers  \(words.joined(separator: "  "))"
  }

  static func digits(_ value: Double) -> String { value.roundedToSixDigits.shortest }
}

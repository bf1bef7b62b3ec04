import ArgumentParser
import Foundation

/// What is measured now beside what was measured before: a file of JSON lines, or another build of this program, which is
/// run in turn with this one.
struct Comparison {
  /// Values of a workload, by name.
  typealias Values = [String: Double]

  private enum Other {
    case file([String: Values])
    case program(String)
  }

  private let path: String
  private let other: Other

  init(_ path: String) throws {
    self.path = path
    if FileManager.default.isExecutableFile(atPath: path) {
      other = .program(path)
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ValidationError("--against \(path): cannot be read")
    }
    other = .file(try Self.lines(data, of: path))
  }

  /// Whether another program is to be run.
  var isPairs: Bool { if case .program = other { true } else { false } }

  /// The values of the file beside those of now, in the order of now.
  func text(_ line: ResultLine) -> String {
    guard case .file(let known) = other, let before = known[line.workload] else {
      return "  \(path) has no \(line.workload)"
    }
    let values = line.known.compactMap { name, now in
      before[name].map { Self.text(name, now: now, before: $0, ratio: now / $0) }
    }
    return values.joined(separator: "\n")
  }

  /// Both programs in turn, so that what else the machine does meets both: medians of both and of the ratios of pairs.
  func pairs(_ rounds: Int, arguments: [String]) throws -> String {
    guard case .program(let program) = other else { return "" }
    let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    var pairs: [(now: Values, before: Values)] = []
    for round in 0..<rounds {
      // Who comes first changes.
      if round.isMultiple(of: 2) {
        let before = try Self.run(program, arguments)
        pairs.append((try Self.run(own, arguments), before))
      } else {
        let now = try Self.run(own, arguments)
        pairs.append((now, try Self.run(program, arguments)))
      }
    }
    let names = pairs[0].now.keys.sorted().filter { pairs[0].before[$0] != nil }
    return names.map { name in
      let known = pairs.compactMap { pair -> (now: Double, before: Double)? in
        guard let now = pair.now[name], let before = pair.before[name] else { return nil }
        return (now, before)
      }
      return Self.text(
        name, now: Self.median(known.map(\.now)), before: Self.median(known.map(\.before)),
        ratio: Self.median(known.map { $0.now / $0.before }))
    }.joined(separator: "\n")
  }

  private static func text(_ name: String, now: Double, before: Double, ratio: Double) -> String {
    let digits = ResultLine.digits
    return "  \(name) \(digits(now)), before \(digits(before)): × \((1000 * ratio).rounded() / 1000)"
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> Values {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments + ["--json"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0, let values = try lines(data, of: program).values.first else {
      throw ValidationError("\(program) \(arguments.joined(separator: " ")): ended without a result")
    }
    return values
  }

  /// By workload.
  private static func lines(_ data: Data, of path: String) throws -> [String: Values] {
    var known: [String: Values] = [:]
    for (index, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any],
        let workload = object["workload"] as? String
      else {
        throw ValidationError("\(path):\(index + 1): is no line that phase-bench --json prints")
      }
      known[workload] = object.compactMapValues { $0 as? Double }.filter { $0.key != "jobs" }
    }
    return known
  }
}

import Foundation
import Input

/// What this process may use of the machine.
package enum Machine {
  /// The default number of jobs: what Slurm gave to the task, else the processors of the affinity mask, no more than
  /// the control group's quota.
  package static var jobs: Int {
    jobs(
      environment: Surroundings.environment, affinity: affinity,
      quota: ControlGroup.current.processors)
  }

  /// How many jobs there may be, whoever asks for them.
  package static let possibleJobs = 1...1024

  /// What Slurm gave to the task.
  package static var granted: Int? { granted(Surroundings.environment) }

  private static func granted(_ environment: [String: String]) -> Int? {
    environment["SLURM_CPUS_PER_TASK"].flatMap(Int.init).flatMap {
      $0 > 0 ? min($0, possibleJobs.upperBound) : nil
    }
  }

  static func jobs(environment: [String: String], affinity: Int, quota: Double?) -> Int {
    if let granted = granted(environment) { return granted }
    let quota = quota.map { max(1, Int($0.rounded(.up))) } ?? affinity
    return max(1, min(affinity, quota))
  }

  private static var affinity: Int {
    affinity(status: (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? "")
      ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// From the text of `/proc/self/status`, which has the mask as groups of hexadecimal digits.
  static func affinity(status: String) -> Int? {
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") }) else {
      return nil
    }
    let count = line.dropFirst("Cpus_allowed:".count).compactMap(\.hexDigitValue).reduce(0) {
      $0 + $1.nonzeroBitCount
    }
    return count > 0 ? count : nil
  }

  /// Bytes of memory that this process can get at most.
  package static var memory: Double {
    let physical = Double(ProcessInfo.processInfo.physicalMemory)
    return min(physical, ControlGroup.current.memory ?? physical)
  }
}

/// The limits of a Linux control group, version 1 or 2: the smallest on the way from the group up to the root.
struct ControlGroup {
  /// Where the hierarchies are mounted.
  var root = "/sys/fs/cgroup"
  /// The text of `/proc/self/cgroup`, lines like `0::/user.slice/a` or `4:cpu,cpuacct:/a`.
  var membership: String

  static var current: ControlGroup {
    ControlGroup(membership: (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? "")
  }

  /// Processors, a fraction included.
  var processors: Double? {
    let quotas = folders(controller: "cpu").compactMap { folder -> Double? in
      if let maximum = read(folder + "/cpu.max") {
        let parts = maximum.split(separator: " ").map { Double($0) }
        guard parts.count == 2, let quota = parts[0], let period = parts[1], period > 0 else { return nil }
        return quota / period
      }
      guard let quota = read(folder + "/cpu.cfs_quota_us").flatMap(Double.init), quota > 0,
        let period = read(folder + "/cpu.cfs_period_us").flatMap(Double.init), period > 0
      else { return nil }
      return quota / period
    }
    return quotas.filter { $0 > 0 }.min()
  }

  /// Bytes.
  var memory: Double? {
    folders(controller: "memory").compactMap { folder in
      (read(folder + "/memory.max") ?? read(folder + "/memory.limit_in_bytes")).flatMap(Double.init)
    }.filter { $0 > 0 }.min()
  }

  private func read(_ path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The group's folder of a controller and those above it. Within a container the path of the membership may not
  /// exist; the root then stands for the container's own group.
  private func folders(controller: String) -> [String] {
    membership.split(separator: "\n").flatMap { line -> [String] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let controllers = parts[1].split(separator: ",").map(String.init)
      guard parts[1].isEmpty || controllers.contains(controller) else { return [] }
      let base = parts[1].isEmpty ? root : "\(root)/\(controller)"
      let components = parts[2].split(separator: "/").filter { $0 != ".." }
      return (0...components.count).map { base + components.prefix($0).map { "/" + $0 }.joined() }
    }
  }
}

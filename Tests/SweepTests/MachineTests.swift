import Foundation
import Testing

@testable import Sweep

@Suite struct MachineTests {
  @Test func jobsFollowWhatTheProcessMayUse() {
    let jobs = { (slurm: String?, affinity: Int, quota: Double?) in
      Machine.jobs(
        environment: slurm.map { ["SLURM_CPUS_PER_TASK": $0] } ?? [:], affinity: affinity, quota: quota)
    }
    #expect(jobs("3", 8, nil) == 3)
    #expect(jobs("0", 8, nil) == 8 && jobs("x", 8, nil) == 8)
    #expect(jobs(nil, 8, 2.5) == 3 && jobs(nil, 2, 64) == 2 && jobs(nil, 8, 0.1) == 1)
    #expect(Machine.jobs >= 1 && Machine.memory > 1e6)
  }

  @Test func affinityIsReadFromTheMask() {
    #expect(Machine.affinity(status: "Name:\tx\nCpus_allowed:\tff,0000000f\nCpus_allowed_list:\t0\n") == 12)
    #expect(Machine.affinity(status: "Name:\tx\n") == nil)
  }

  @Test func quotasOfBothVersions() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("cgroup-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    func write(_ path: String, _ text: String) throws {
      let folder = (root + path).split(separator: "/").dropLast().joined(separator: "/")
      try FileManager.default.createDirectory(atPath: "/" + folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: root + path))
    }
    try write("/a/cpu.max", "150000 100000\n")
    try write("/a/b/cpu.max", "max 100000\n")
    try write("/a/b/memory.max", "max\n")
    try write("/a/memory.max", "1000000\n")
    let second = ControlGroup(root: root, membership: "0::/a/b\n")
    #expect(second.processors == 1.5 && second.memory == 1_000_000)

    try write("/cpu/x/cpu.cfs_quota_us", "200000\n")
    try write("/cpu/x/cpu.cfs_period_us", "100000\n")
    try write("/cpu/cpu.cfs_quota_us", "-1\n")
    try write("/memory/memory.limit_in_bytes", "5000\n")
    let first = ControlGroup(root: root, membership: "4:cpu,cpuacct:/x\n5:memory:/none\n")
    #expect(first.processors == 2 && first.memory == 5000)
    #expect(ControlGroup(root: root, membership: "").processors == nil)
  }
}

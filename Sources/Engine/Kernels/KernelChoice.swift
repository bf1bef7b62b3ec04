import CSupport
import Dispatch
import EngineBaseline
import EngineInterface
import Foundation
import Model

#if arch(x86_64)
  import EngineAVX2
  import EngineAVX512
#endif

/// The kernels of this build, and which of them trains.
package enum KernelChoice {
  /// Fastest first; the naive kernel, the oracle, last.
  package static let available: [any Kernel] = {
    var kernels: [any Kernel] = [EngineBaseline.VectorKernel(), NaiveKernel()]
    #if arch(x86_64)
      guard support_has_avx2_and_fma() else { return kernels }
      let narrow = EngineAVX2.VectorKernel()
      kernels.insert(narrow, at: 0)
      guard support_has_avx512() else { return kernels }
      let wide = EngineAVX512.VectorKernel()
      kernels.insert(wide, at: hasWideUnits(wide, narrow) ? 0 : 1)
    #endif
    return kernels
  }()

  /// Whether registers of 512 bits are computed at once, not in two halves; both kernels have the same bits. Many processors
  /// run such instructions on units half as wide, where they gain nothing and cost frequency, and no list of models ends.
  private static func hasWideUnits(_ wide: some Kernel, _ narrow: some Kernel) -> Bool {
    /// Seconds an operation, the best of a few rounds of some microseconds, of which others may disturb some.
    func seconds(_ kernel: some Kernel) -> Double {
      (0..<6).map { _ in
        let start = DispatchTime.now().uptimeNanoseconds
        let operations = kernel.multiplyAdd(rounds: 2_000)
        return Double(DispatchTime.now().uptimeNanoseconds - start) / operations
      }.min() ?? .infinity
    }
    return seconds(wide) < 0.7 * seconds(narrow)
  }

  /// The kernel that draws data. Any but the naive one would do: sampling has the same bits on all of them.
  package static let sampling: any Kernel = EngineBaseline.VectorKernel()

  /// The environment variable that forces a kernel by name.
  package static let variable = "PHASE_TUI_KERNEL"

  package struct Unavailable: Error, CustomStringConvertible {
    package var name: String
    package var description: String {
      let names = KernelChoice.available.map(\.name).joined(separator: ", ")
      return "\(KernelChoice.variable): no kernel '\(name)' on this machine; it has \(names)"
    }
  }

  /// Whether the environment names a kernel.
  package static var isForced: Bool { !(ProcessInfo.processInfo.environment[variable] ?? "").isEmpty }

  /// The kernel named by `PHASE_TUI_KERNEL`, else the fastest that this processor runs.
  package static func selected() throws(Unavailable) -> any Kernel {
    guard let name = ProcessInfo.processInfo.environment[variable], !name.isEmpty else { return available[0] }
    guard let kernel = available.first(where: { $0.name == name }) else { throw Unavailable(name: name) }
    return kernel
  }
}

import CSupport
import EngineBaseline
import EngineInterface
import Foundation
import Model

#if arch(x86_64)
  import EngineAVX2
#endif

/// The kernels of this build, and which of them trains.
package enum KernelChoice {
  /// Fastest first; the naive kernel, the oracle, last.
  package static var available: [any Kernel] {
    var kernels: [any Kernel] = [EngineBaseline.VectorKernel(), NaiveKernel()]
    #if arch(x86_64)
      if support_has_avx2_and_fma() { kernels.insert(EngineAVX2.VectorKernel(), at: 0) }
    #endif
    return kernels
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

import ArgumentParser
import Kernels
import Sweep

/// `phase-tui info`: what this program is and what it found.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Print the version and the kernel in use.")

  func run() throws {
    let kernel = try KernelChoice.selected()
    let available = KernelChoice.available.map(\.name).joined(separator: ", ")
    print(
      """
      version   \(Version.current)
      kernel    \(kernel.name) (\(kernel.numerics.rawValue)); available: \(available)
      workers   \(Machine.jobs)
      """)
  }
}

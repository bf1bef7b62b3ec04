import Archive
import ArgumentParser
import Explorer
import Foundation
import Kernels
import Sweep
import Terminal

/// `phase-tui info`: what this program is and what it found.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Print the version, the kernel in use and where themes are looked for.")

  func run() throws {
    let kernel = try KernelChoice.selected()
    let available = KernelChoice.available.map(\.name).joined(separator: ", ")
    let library = ThemeLibrary(
      environment: ProcessInfo.processInfo.environment, executable: ThemeLibrary.executable)
    let folders = library.folders.map { folder in
      "          \(folder)\(FileManager.default.fileExists(atPath: folder) ? "" : " (not there)")\n"
    }
    let keys = Keymap.path(environment: ProcessInfo.processInfo.environment)
    let keysAreThere = keys.map(FileManager.default.fileExists) ?? false
    try Program.write(
      """
      version   \(Version.current)
      kernel    \(kernel.name) (\(kernel.numerics.rawValue)); available: \(available)
      workers   \(Machine.jobs)
      keys      \(keys ?? "standard")\(keysAreThere ? "" : " (not there)")
      themes    \(library.names.joined(separator: ", ")); looked for in

      """ + folders.joined())
  }
}

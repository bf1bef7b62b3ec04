import Foundation
import Testing

/// A small file system of its own, in memory. Only root may have one.
final class TemporaryDisk {
  let folder: Folder

  /// Why a test that needs one is skipped, and whether it need not be.
  static let reason: Comment = "a file system of its own needs the right to mount"
  static let isPossible = (try? TemporaryDisk(kilobytes: 64)) != nil

  init(kilobytes: Int) throws {
    folder = try Folder()
    try Self.run(["/bin/mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.path])
  }

  /// Makes it larger or, with `options`, something else.
  func remount(kilobytes: Int, _ options: String = "rw") throws {
    try Self.run(["/bin/mount", "-o", "remount,size=\(kilobytes)k,\(options)", folder.path])
  }

  deinit { try? Self.run(["/bin/umount", "-l", folder.path]) }

  private static func run(_ arguments: [String]) throws {
    let run = try PipedRun(arguments)
    guard try run.waitForExit() == .exited(0) else { throw SessionError(description: run.error) }
  }
}

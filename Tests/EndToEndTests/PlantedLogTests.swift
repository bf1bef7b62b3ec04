import Foundation
import Testing

/// The log in a folder that others write to.
@Suite(.serialized) struct PlantedLogTests {
  enum Plant: CaseIterable { case link, hardLink, pipe, folder }

  /// Nothing that somebody put in its place is written to, waited for or removed.
  @Test(arguments: Plant.allCases) func whatIsPlantedIsLeftAlone(_ plant: Plant) throws {
    let folder = try Folder()
    try folder.write("mine\n", to: "victim")
    try FileManager.default.createDirectory(atPath: folder.path("tmp"), withIntermediateDirectories: true)
    let log = folder.path("tmp/phase-tui-\(getuid()).log")
    switch plant {
    case .link:
      try FileManager.default.createSymbolicLink(atPath: log, withDestinationPath: folder.path("victim"))
    case .hardLink: try FileManager.default.linkItem(atPath: folder.path("victim"), toPath: log)
    case .pipe: #expect(mkfifo(log, 0o600) == 0)
    case .folder: try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: false)
    }
    let session = try ExplorerSession.complete(
      environment: ["TMPDIR": folder.path("tmp")], directory: folder)
    #expect(try session.quit() == .exited(0))
    #expect(try folder.text("victim") == "mine\n")
    #expect(session.differencesFromStart.isEmpty)
  }

  @Test func withoutOneItIsMadeForItsUserAlone() throws {
    let folder = try Folder()
    let session = try ExplorerSession.complete(environment: ["TMPDIR": folder.path], directory: folder)
    #expect(try session.quit() == .exited(0))
    let log = "phase-tui-\(getuid()).log"
    #expect(try folder.text(log).contains("phase-tui "))
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path(log))[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }
}

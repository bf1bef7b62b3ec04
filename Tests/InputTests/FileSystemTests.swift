import Glibc
import Testing

@testable import Input

@Suite struct FileSystemTests {
  private let folder: String

  init() throws {
    var template = Array("/tmp/phase-tui-input-XXXXXX".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  /// A name that no encoding knows is made, found, read, renamed and deleted under its own bytes.
  @Test func carriesNamesAsBytes() throws {
    defer { _ = FileSystem.removeAll(folder) }
    let name = String(systemBytes: [0xFF, 0x2E, 0x63])
    let path = "\(folder)/sub/\(name)"
    #expect(FileSystem.makeFolder("\(folder)/sub"))
    let descriptor = FileSystem.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    #expect(FileSystem.names(in: "\(folder)/sub") == [name])
    #expect(FileSystem.status(path)?.kind == .regular)
    #expect(FileSystem.status(path)?.mode == 0o600)
    let other = "\(folder)/sub/" + String(systemBytes: [0xFE])
    #expect(FileSystem.rename(path, to: other))
    #expect(!FileSystem.exists(path))
    #expect(
      FileSystem.resolved(other)
        == FileSystem.resolved(folder).map { "\($0)/sub/" + String(systemBytes: [0xFE]) })
  }

  @Test func makesFoldersAndRefusesFiles() throws {
    defer { _ = FileSystem.removeAll(folder) }
    #expect(FileSystem.makeFolder("\(folder)/a/b/c"))
    #expect(FileSystem.makeFolder("\(folder)/a/b/c"))
    close(FileSystem.open("\(folder)/file", O_WRONLY | O_CREAT, 0o600))
    #expect(!FileSystem.makeFolder("\(folder)/file"))
    #expect(!FileSystem.makeFolder("\(folder)/file/x"))
    #expect(!FileSystem.makeFolder(""))
    #expect(FileSystem.names(in: "\(folder)/none") == nil)
  }

  @Test func deletesNoLinksTarget() throws {
    defer { _ = FileSystem.removeAll(folder) }
    FileSystem.makeFolder("\(folder)/kept")
    close(FileSystem.open("\(folder)/kept/file", O_WRONLY | O_CREAT, 0o600))
    FileSystem.makeFolder("\(folder)/gone")
    #expect(symlink("\(folder)/kept", "\(folder)/gone/link") == 0)
    #expect(FileSystem.target(ofLink: "\(folder)/gone/link") == "\(folder)/kept")
    #expect(FileSystem.removeAll("\(folder)/gone"))
    #expect(FileSystem.exists("\(folder)/kept/file"))
    #expect(!FileSystem.exists("\(folder)/gone"))
  }

  @Test(arguments: [
    ("a/b", "a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("/a/b/", "/a", ""), ("/", "/", ""),
  ])
  func partsOfAPath(_ path: String, _ folder: String, _ name: String) {
    #expect(path.folder == folder)
    #expect(path.fileName == name)
  }
}

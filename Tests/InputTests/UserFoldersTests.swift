import Testing

@testable import Input

@Suite struct UserFoldersTests {
  @Test func aTildeIsTheHome() {
    let folders = UserFolders(environment: ["HOME": "/h/"])
    #expect(folders.expanded("~") == "/h" && folders.expanded("~/a b/~") == "/h/a b/~")
    #expect(folders.expanded("~root/a") == "/root/a" && folders.expanded("~no such/a") == "~no such/a")
    for path in ["", "a~", "/~", "./~"] { #expect(folders.expanded(path) == path) }
    #expect(UserFolders(environment: ["HOME": ""]).expanded("~/a") == "~/a")
  }

  @Test func filesOfAMomentLieWhereTheyMay() {
    #expect(UserFolders(environment: ["TMPDIR": "/t"]).temporary == "/t")
    for none in [[:], ["TMPDIR": ""]] { #expect(UserFolders(environment: none).temporary == "/tmp") }
  }

  @Test(
    arguments: [
      (["HOME": "/h"], "/h/.config/phase-tui", "/h/.local/state/phase-tui"),
      (["HOME": "/h/"], "/h/.config/phase-tui", "/h/.local/state/phase-tui"),
      (["HOME": "/"], "/.config/phase-tui", "/.local/state/phase-tui"),
      (["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s//"], "/c/phase-tui", "/s/phase-tui"),
      (
        ["HOME": "/h", "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""], "/h/.config/phase-tui",
        "/h/.local/state/phase-tui"
      ),
      (
        ["HOME": "/h", "XDG_CONFIG_HOME": "c", "XDG_STATE_HOME": "./s"], "/h/.config/phase-tui",
        "/h/.local/state/phase-tui"
      ),
      (["HOME": "", "XDG_CONFIG_HOME": "/c"], "/c/phase-tui", nil),
      (["HOME": "h", "XDG_STATE_HOME": "/s"], nil, "/s/phase-tui"),
      (["HOME": "", "XDG_CONFIG_HOME": "c", "XDG_STATE_HOME": "s"], nil, nil),
      ([:], nil, nil),
    ] as [([String: String], String?, String?)])
  func onlyAbsolutePathsSayWhere(environment: [String: String], configuration: String?, state: String?) {
    let folders = UserFolders(environment: environment)
    #expect(folders.configuration == configuration && folders.state == state)
    #expect(
      folders.ignored
        == environment.keys.filter { name in
          environment[name].map { !$0.isEmpty && !$0.hasPrefix("/") } ?? false
        }.sorted())
  }
}

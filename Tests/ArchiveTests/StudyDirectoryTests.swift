import Engine
import EngineInterface
import Foundation
import Input
import Model
import Phases
import Testing

@testable import Archive

@Suite struct StudyDirectoryTests {
  @Test(arguments: Study.builtIns)
  func aStudyComesBack(_ study: Study) throws {
    try RecordFixture.withDirectory { folder in
      #expect(!StudyDirectory.exists(folder))
      #expect(throws: Refusal.self) { try StudyDirectory(opening: folder) }
      let made = try StudyDirectory(making: folder, study: study, own: nil, numerics: .separate)
      #expect(made.study == study && made.numerics == .separate && StudyDirectory.exists(folder))
      // Whoever comes later finds what is there.
      let later = try StudyDirectory(making: folder, study: .alphaDepth, own: nil, numerics: .fused)
      #expect(later.study == study && later.numerics == .separate)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "arithmetic", "records", "study.toml",
        ])
    }
  }

  /// Nothing would stand before the slash of its files.
  @Test func anEmptyNameIsNotTheRoot() {
    #expect(throws: Refusal.unwritable("study directory", "its name is empty")) {
      try StudyDirectory(making: "", study: .alphaDepth, own: nil, numerics: .fused)
    }
  }

  @Test func ownDataAreKept() throws {
    try RecordFixture.withDirectory { folder in
      let data = Dataset(gaussianSeed: 3, samples: 4, dimension: 2)
      for (name, values) in [("x", data.x), ("y", data.y)] {
        try NumPyFile(shape: [4, 2], values: values).write(to: "\(folder)/\(name).npy")
      }
      let own = try OwnDataset(x: "\(folder)/x.npy", y: "\(folder)/y.npy")
      var study = Study.alphaDepth
      study.ownData = own.data
      let path = "\(folder)/study"
      _ = try StudyDirectory(making: path, study: study, own: own, numerics: .fused)
      try FileManager.default.removeItem(atPath: "\(folder)/x.npy")
      let opened = try StudyDirectory(opening: path)
      #expect(opened.ownDataset?.dataset == data && opened.study.isSameScience(as: study))
    }
  }

  @Test func anotherArithmeticIsRefused() throws {
    try RecordFixture.withDirectory { folder in
      let directory = try StudyDirectory(making: folder, study: .alphaDepth, own: nil, numerics: .fused)
      #expect(throws: Refusal.self) { try directory.check(NaiveKernel()) }
      try "slide rule\n".write(toFile: "\(folder)/arithmetic", atomically: true, encoding: .utf8)
      #expect(throws: Refusal.self) { try StudyDirectory(opening: folder) }
    }
  }

  @Test func studiesWithoutADirectoryHaveOneEach() throws {
    let directories = StudyDirectories(environment: ["XDG_STATE_HOME": "/state", "HOME": "/home/a"])
    var wide = Study.alphaDepth
    wide.fixed[.width] = 32
    var strict = Study.alphaDepth
    strict.thresholds.feature = 0.2
    let paths = [Study.alphaDepth, .dimensionScale, wide].compactMap {
      directories.path(of: $0, numerics: .fused)
    }
    #expect(Set(paths).count == 3 && paths[0].hasPrefix("/state/phase-tui/studies/alpha-depth-"))
    #expect(directories.path(of: strict, numerics: .fused) == paths[0])
    #expect(directories.path(of: .alphaDepth, numerics: .separate) != paths[0])
    #expect(StudyDirectories(environment: ["HOME": "/h"]).root == "/h/.local/state/phase-tui/studies")
    #expect(StudyDirectories(environment: ["XDG_STATE_HOME": "relative"]).root == nil)
  }
}

import Archive
import Input
import Phases
import Testing

@Suite struct NamedStudyTests {
  @Test(arguments: Study.builtIns) func builtInStudiesAreFound(_ study: Study) throws {
    #expect(try Study.named(study.name) == study)
  }

  @Test func missingFilesAndUnknownStudiesAreRefused() {
    #expect(throws: Refusal.self) { try Study.named("/nonexistent/study.toml") }
    #expect(throws: Refusal.self) { try Study(contentsOf: "/") }
    let error = #expect(throws: Refusal.self) { try Study.named("alpha-deth") }
    #expect(error?.description.contains("did you mean \"alpha-depth\"?") == true && error?.exitStatus == 64)
  }
}

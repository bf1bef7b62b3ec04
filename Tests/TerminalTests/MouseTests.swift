import Testing

@testable import Terminal

@Suite struct MouseTests {
  @Test(arguments: [
    ("<0;12;5", "M", Mouse(.press, x: 11, y: 4)), ("<0;12;5", "m", Mouse(.release, x: 11, y: 4)),
    ("<32;1;1", "M", Mouse(.drag, x: 0, y: 0)), ("<64;300;200", "M", Mouse(.wheelUp, x: 299, y: 199)),
    ("<65;2;3", "M", Mouse(.wheelDown, x: 1, y: 2)), ("<16;2;3", "M", Mouse(.press, x: 1, y: 2)),
  ]) func reads(_ parameters: String, _ final: Character, _ mouse: Mouse) {
    #expect(Key.sequence(parameters: parameters, final: final) == .mouse(mouse))
  }

  /// Other buttons, and what no terminal sends.
  @Test(arguments: [
    "<2;1;1", "<1;1;1", "<0;0;1", "<0;1", "<0;1;1;1", "<", "<a;b;c", "<66;1;1", "<0;99999999999999999999;1",
  ]) func leavesTheRest(_ parameters: String) {
    #expect(Key.sequence(parameters: parameters, final: "M") == .unknown)
  }
}

import Testing

@testable import Archive

@Suite struct LogarithmicAxisTests {
  @Test func ticksAreRoundAndInside() {
    let axis = LogarithmicAxis([0.004, 0.03])
    #expect(axis.ticks.map(\.text) == ["0.005", "0.01", "0.02"])
    #expect(LogarithmicAxis([1, 1e5]).ticks.map(\.text) == ["1", "10", "100", "1000", "10000", "100000"])
    #expect(axis.share(axis.low) == 0 && axis.share(axis.high) == 1)
  }

  @Test func farFromOneTicksArePowers() {
    #expect(
      LogarithmicAxis(low: 1e-12, high: 1.5e-10).ticks.map(\.text) == [
        "10⁻¹²", "2·10⁻¹²", "5·10⁻¹²", "10⁻¹¹", "2·10⁻¹¹", "5·10⁻¹¹", "10⁻¹⁰",
      ])
    #expect(LogarithmicAxis(low: 1e5, high: 1e8).ticks.map(\.text) == ["100000", "10⁶", "10⁷", "10⁸"])
  }

  @Test func smallTicksAreBetween() {
    #expect(LogarithmicAxis(low: 0.75, high: 12).smallTicks == [0.8, 0.9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  }
}

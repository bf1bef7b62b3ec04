import Testing

@testable import Terminal

@Suite struct CanvasTests {
  @Test func clipsAtEveryEdge() {
    var canvas = Canvas(Size(width: 4, height: 2))
    canvas.write("abcdef", x: -1, y: 0, style: .plain)
    canvas.write("xyz", x: 2, y: 1, style: .plain)
    canvas.put("!", x: 0, y: 5, style: .plain)
    canvas.fill(Rect(x: 3, y: -2, width: 9, height: 3), with: "#", style: .plain)
    #expect(canvas.text == "bcd#\n  xy")
  }

  @Test func wideCharactersStayWhole() {
    var canvas = Canvas(Size(width: 5, height: 1))
    canvas.write("a網b", x: 0, y: 0, style: .plain)
    #expect(canvas.text == "a網b")
    canvas.put("x", x: 2, y: 0, style: .plain)
    #expect(canvas.text == "a xb")
    canvas.put("網", x: 4, y: 0, style: .plain)
    #expect(canvas.text == "a xb")
  }

  @Test func controlCharactersAreDefused() {
    var canvas = Canvas(Size(width: 6, height: 1))
    canvas.write("a\u{1B}[2J", x: 0, y: 0, style: .plain)
    #expect(canvas.text == "a?[2J")
  }

  @Test(arguments: [
    ("one two", 7, ["one two"]), ("one two three", 7, ["one two", "three"]),
    ("abcdefgh", 3, ["abc", "def", "gh"]),
    ("a abcdefgh b", 4, ["a", "abcd", "efgh", "b"]), ("", 5, [""]), ("ab", 0, ["a", "b"]),
  ]) func wraps(_ text: String, _ width: Int, _ lines: [String]) { #expect(text.wrapped(to: width) == lines) }

  @Test func foldsToASCII() {
    var canvas = Canvas(Size(width: 8, height: 1))
    canvas.write("╭─█▌φ…網", x: 0, y: 0, style: .plain)
    #expect(canvas.folded(to: .ascii).text == "+-#%f~?")
  }

  @Test(arguments: [
    (0.2314, "0.231"), (5.011, "5.01"), (181.0, "181"), (12345.6, "12346"), (1.23e-5, "1.2e-5"),
    (3.0e12, "3e12"),
    (.nan, "nan"), (-.infinity, "-inf"), (0, "0"), (0.04, "0.040"),
  ]) func figures(_ value: Double, expected: String) { #expect(Figures.short(value) == expected) }

  @Test(arguments: [
    (0.00488, "0.00488"), (0.0316, "0.0316"), (0.1, "0.100"), (5.011, "5.01"), (4.88e-5, "4.9e-5"),
    (-0.01234, "-0.0123"),
  ]) func significantFigures(_ value: Double, expected: String) {
    #expect(Figures.significant(value) == expected)
  }

  @Test(arguments: [
    (-0.4912, 0.0312, "-0.49 ± 0.03"), (-0.112, 0.171, "-0.11 ± 0.17"), (-0.0823, 0.092, "-0.08 ± 0.09"),
    (1.26, 2.4, "1 ± 2"), (0.5, 0.0012, "0.5000 ± 0.0012"), (0.5, .nan, "0.50 ± nan"),
  ]) func errorsAndTheirValuesEndAlike(_ value: Double, _ error: Double, _ expected: String) {
    #expect(Figures.uncertain(value, error) == expected)
  }

  @Test(arguments: [
    ([0.00163, 0.00164, 0.00166], ["0.00163", "0.00164", "0.00166"]),
    ([0.0016312, 0.0016344, 0.0016398], ["0.001631", "0.001634", "0.00164"]),
    ([-1.06, -0.989, -0.918], ["-1.06", "-0.989", "-0.918"]), ([2, 2, 2], ["2", "2", "2"]),
    ([.nan, 1, .nan], ["nan", "1", "nan"]), ([99.96, 99.97, 100], ["99.96", "99.97", "100"]),
    ([1.8e-7, 0.134], ["1.8e-7", "0.134"]),
  ]) func endsOfAnIntervalDiffer(_ values: [Double], _ expected: [String]) {
    #expect(Figures.distinct(values) == expected)
  }

  @Test(arguments: [(0.42, "0.4 s"), (12.3, "12 s"), (185, "3 min 05 s"), (7800, "2 h 10 min")])
  func durations(_ seconds: Double, expected: String) {
    #expect(Figures.duration(seconds: seconds) == expected)
  }
}

import Phases
import Terminal
import Testing

@testable import Explorer

/// Every quantity and every mark on the screen, so that a new one is tested on arrival.
@Suite struct QuantityScreenTests {
  /// Its name and either of its symbols are it in conditions.
  @Test(arguments: Quantity.allCases) func isTakenInConditions(_ quantity: Quantity) throws {
    for spelling in [quantity.name, quantity.symbols.greek, quantity.symbols.ascii] {
      #expect(try Predicate("\(spelling)>0.1") == .number(quantity.name, .above, 0.1))
    }
    let state = try Fixture.complete(Size(width: 80, height: 24))
    let (cell, summary) = try #require(state.diagram.summaries.first)
    let value = Double(summary[quantity])
    let predicate = Predicate.number(quantity.name, .above, 0.99 * value)
    #expect(predicate.holds(cell, summary) == value.isFinite)
    let prompt = Prompt(.search, text: String(quantity.name.prefix(4)))
    #expect(state.completer.completion(of: prompt).candidates.contains { $0.text == quantity.name })
  }

  @Test(arguments: Coloring.allCases) func isAColouring(_ coloring: Coloring) throws {
    #expect(try Command("colour \(coloring.name)") == .coloring(coloring))
    #expect(try Command(Command.coloring(coloring).text) == .coloring(coloring))
    var state = try Fixture.complete(Size(width: 120, height: 40))
    _ = state.update(.command(.coloring(coloring)))
    let record = state.viewRecord(of: 0)
    let text = state.view().text
    #expect(coloring.titles.contains { text.contains(" \($0) ") })
    guard case .quantity(let quantity) = coloring else { return }
    for symbol in [quantity.symbols.greek, quantity.symbols.ascii] {
      #expect(try Command("colour \(symbol)") == .coloring(coloring))
    }
    #expect(text.contains("\(coloring.symbol(state.look)) "))
    let range = QuantityRange(coloring, of: state.diagram)
    #expect((range.low > 0 || !range.isLogarithmic) && range.low < range.high)
    _ = state.update(.command(.coloring(.regime)))
    state.restore(record, of: 0)
    #expect(state.display.coloring == coloring)
  }

  /// What options and tables call it, with either mark between words, colours the grid too.
  @Test(arguments: Quantity.colorings) func isAColouringByEveryName(_ quantity: Quantity) throws {
    let own = try #require(quantity.row.coloring?.name)
    let names = [quantity.name, own].flatMap {
      [$0, $0.replacing("-", with: "_"), $0.replacing("_", with: "-")]
    }
    for name in names + [quantity.symbols.greek, quantity.symbols.ascii] {
      #expect(try Command("colour \(name)") == .coloring(.quantity(quantity)))
      #expect(Quantity(spelling: name) == quantity)
    }
    let state = try Fixture.complete(Size(width: 80, height: 24))
    let offered = state.completer.completion(of: Prompt(.command, text: "colour ")).candidates.map(\.text)
    #expect(offered.filter { Quantity(spelling: $0) == quantity } == [own])
  }

  /// Records of screens keep these names.
  @Test func recordedNames() {
    let names = Coloring.allCases.map(\.recordName)
    #expect(Set(names).count == names.count)
    for name in [
      "regime", "finalLoss", "featureUpdate", "nonlinearity", "displacement", "weightChange", "spread",
      "limitDistance", "tangentDistance",
    ] { #expect(names.contains(name)) }
  }

  @Test(arguments: Mark.all) func isInTheLegend(_ mark: Mark) throws {
    let role = try #require(Role(rawValue: mark.themeRole))
    #expect(mark.role == role && Role.regimes.contains(role))
    let state = try Fixture.complete(Size(width: 160, height: 40))
    #expect(state.report.letter(of: mark) == mark.letter)
    let header = try #require(state.view().text.split(separator: "\n").first)
    #expect(
      header.contains("\(mark.letter)  \(mark.shortTitle)")
        || header.contains("\(mark.letter) \(mark.shortTitle)"))
  }

  @Test func everyRegimeOfAThemeIsAMark() {
    #expect(
      Set(Role.regimes.filter { !Role.ownRegimes.contains($0) }.map(\.rawValue))
        == Set(Mark.all.map(\.themeRole)))
  }

  /// Below the grid every quantity of the seeds is listed by its title, where there is room.
  @Test(arguments: Quantity.ofSeeds) func isInThePane(_ quantity: Quantity) throws {
    var overrides = StudyOverrides()
    overrides.axes = ["depth=1:512:30"]
    let study = try overrides.applied(to: .alphaDepth)
    let state = try Fixture.complete(Size(width: 120, height: 58), studies: [study])
    #expect(state.view().text.contains(quantity.row.title))
  }
}

import Archive
import Phases
import Testing
import Trainer

/// What a trainer's parameters and quantities must not be called.
@Suite struct TrainerNameTests {
  /// Columns that say what a cell is and how it was judged, whoever trained it, are no trainer's to fill.
  @Test func columnsOfOurOwnAreReserved() {
    let parameters = Set(Parameter.allCases.map(\.name))
    let quantities = Set(Quantity.columns.map(\.name))
    let own = CSVExporter.columns.map(\.name).filter { !parameters.contains($0) && !quantities.contains($0) }
    #expect(own.count > 6)
    for name in own { #expect(TrainerNames.reserved.contains(name), "\(name)") }
  }

  /// What follows from the losses alone is ours, too.
  @Test func quantitiesOfTheLossAreReserved() {
    let names = Quantity.columns.map(\.name).filter { $0.hasPrefix("loss") }
    #expect(names.count > 2)
    for name in names { #expect(TrainerNames.reserved.contains(name), "\(name)") }
  }
}

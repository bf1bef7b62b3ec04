/// The quantities that the cells of a study can have, and which of them stand where.
package struct QuantityTable: Hashable, Sendable {
  package let all: [Quantity]
  /// What every table has a column for.
  package let columns: [Quantity]
  /// What tables of cells that it was asked of have a column for.
  package let occasionalColumns: [Quantity]
  /// What is measured on held-out samples.
  package let heldOut: [Quantity]
  /// What only targets that are labels have, on training samples and on held-out ones.
  package let ofLabels: [Quantity]
  /// What every seed has a value of.
  package let ofSeeds: [Quantity]
  /// The same of what is measured on held-out samples, or of labels.
  package let occasionalOfSeeds: [Quantity]
  /// What is listed after every measured step.
  package let ofSteps: [Quantity]
  /// What the grid can be coloured by, in the order in which `c` goes round: first those that are looked at most.
  package let colorings: [Quantity]

  init(_ all: [Quantity]) {
    self.all = all
    columns = all.filter { if case .parameters = $0.source { false } else { !$0.row.isOccasional } }
    occasionalColumns = all.filter(\.row.isOccasional)
    heldOut = all.filter { $0.needs.contains(.heldOutSamples) && !$0.needs.contains(.labels) }
    ofLabels = all.filter { $0.needs.contains(.labels) }
    ofSeeds = columns.filter(\.isOfSeeds)
    occasionalOfSeeds = all.filter { $0.row.isOccasional && $0.isOfSeeds }
    ofSteps = ofSeeds.filter { if case .step = $0.source { true } else { false } }
    let first = [Quantity.finalLoss, .relativeFeatureUpdate, .driftNonlinearity].filter(all.contains)
    colorings = first + all.filter { $0.row.coloring != nil && !first.contains($0) }
  }

  /// By its name, its symbol or the name of its colouring, with - or _ between words.
  package func quantity(spelling: String) -> Quantity? {
    let text = spelling.replacing("-", with: "_")
    return all.first { quantity in
      let spellings = [quantity.name, quantity.symbols.greek, quantity.symbols.ascii]
      return spellings.contains(spelling) || quantity.name == text
        || quantity.row.coloring?.name.replacing("-", with: "_") == text
    }
  }

  /// A line for each quantity: its name, what else may be typed for it, and what it is.
  package var glossary: [(names: [String], meaning: String)] {
    all.map(\.row).map { row in
      let symbols = row.symbols.map { $0.greek == $0.ascii ? [$0.greek] : [$0.greek, $0.ascii] } ?? []
      return ([row.name] + symbols, "\(row.title): \(row.definition)")
    }
  }
}

/// Those that are built in.
extension Quantity {
  package static let builtIn = QuantityTable(allCases)

  package static var columns: [Quantity] { builtIn.columns }
  package static var occasionalColumns: [Quantity] { builtIn.occasionalColumns }
  package static var heldOut: [Quantity] { builtIn.heldOut }
  package static var ofLabels: [Quantity] { builtIn.ofLabels }
  package static var ofSeeds: [Quantity] { builtIn.ofSeeds }
  package static var occasionalOfSeeds: [Quantity] { builtIn.occasionalOfSeeds }
  package static var ofSteps: [Quantity] { builtIn.ofSteps }
  package static var colorings: [Quantity] { builtIn.colorings }
  package static var glossary: [(names: [String], meaning: String)] { builtIn.glossary }

  package init?(spelling: String) {
    guard let meant = Self.builtIn.quantity(spelling: spelling) else { return nil }
    self = meant
  }
}

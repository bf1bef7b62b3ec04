/// Targets that are classes, a label each: their numbers or their names.
struct Labels {
  /// More classes would need too large a matrix of ones.
  static let mostClasses = 4096
  /// More entries of that matrix would not be read.
  static let mostEntries = NumPyContents.largestFile / 8

  /// Of each sample.
  let classes: [Int]
  /// What numbers the classes of the array `a` from 0 in NumPy; `a` where they are so numbered.
  let expression: String

  /// Numbers the classes from 0, in the order of their names or numbers.
  static let numbering = "numpy.unique(a, return_inverse=True)[1]"

  /// `nil` where the entries are no labels, or are all alike.
  init?(_ contents: NumPyContents) {
    if let texts = contents.texts {
      // Numbers that somebody has saved as strings are numbers, unless they are all whole.
      if let numbers = contents.converted, !numbers.allSatisfy({ $0 == $0.rounded() }) { return nil }
      let names = Set(texts).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      self.init(numbering: texts, as: names)
      return
    }
    guard contents.entry.mayBeLabel, let values = contents.values, let least = values.min(),
      let greatest = values.max(), least < greatest
    else { return nil }
    if least >= 0, greatest < Float(Self.mostClasses),
      values.count * (Int(greatest) + 1) <= Self.mostEntries
    {
      self.init(classes: values.map { Int($0) }, expression: "a")
    } else {
      self.init(numbering: values, as: Set(values).sorted())
    }
  }

  private init?<Name: Hashable>(numbering entries: [Name], as names: [Name]) {
    guard (2...Self.mostClasses).contains(names.count),
      entries.count * names.count <= Self.mostEntries
    else { return nil }
    let places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    self.init(classes: entries.map { places[$0] ?? 0 }, expression: Self.numbering)
  }

  private init(classes: [Int], expression: String) { (self.classes, self.expression) = (classes, expression) }
}

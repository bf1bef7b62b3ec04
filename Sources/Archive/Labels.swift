/// Targets that are classes, a label each: their numbers or their names.
struct Labels {
  /// How many classes there are.
  let count: Int
  /// Of each sample.
  let classes: [Int]
  /// What numbers the classes in NumPy.
  let expression: String

  /// `nil` where the entries are no labels.
  init?(_ contents: NumPyContents) {
    if let texts = contents.texts {
      // Numbers that somebody has saved as strings are numbers, unless they are all whole.
      if let numbers = contents.converted, !numbers.allSatisfy({ $0 == $0.rounded() }) { return nil }
      let names = Set(texts).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      let places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
      count = names.count
      classes = texts.map { places[$0] ?? 0 }
      expression = "numpy.unique(a, return_inverse=True)[1]"
      return
    }
    guard contents.entry.mayBeLabel, let values = contents.values, let greatest = values.max(),
      greatest < 1e6,
      values.allSatisfy({ $0 >= 0 })
    else { return nil }
    count = Int(greatest) + 1
    classes = values.map { Int($0) }
    expression = "a.astype(int)"
  }
}

import Phases

/// What is wrong with a file of training data, all of it, and the one line of NumPy that mends it.
struct DataAdvice {
  let path: String
  /// What is wrong, in the order in which the line mends it.
  private(set) var problems: [String] = []
  /// What the line makes of the array `a`; `nil` where no line helps.
  private var expression: String?
  private var needsPickle = false
  /// The shape that the data have after the line.
  private(set) var rows: Int
  private(set) var columns: Int

  static let possible = 1...1_000_000

  /// Makes numbers of what is none, and a table of what is none.
  /// - Parameter targets: of the targets, how many columns the samples have.
  init(path: String, contents: NumPyContents, targets: Int? = nil) {
    self.path = path
    let entry = contents.entry
    var expression = "a"
    if let mending = entry.mending {
      problems.append("holds \(entry.words), and the data need numbers")
      expression = mending
    }
    needsPickle = entry.words == "Python objects"
    let stored = Self.text(contents.shape)
    let shape = contents.shape + (entry.addedAxis.map { [$0] } ?? [])
    rows = shape.first ?? 1
    columns = shape.dropFirst().reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    switch shape.count {
    case 2: break
    case 0: problems.append("is a single number, and the data need the shape (N, D)")
    case 1:
      let labels = targets == nil ? nil : contents.labels
      columns = max(targets ?? 1, labels ?? 1)
      if labels != nil {
        problems.append("has labels in the shape \(stored), and the targets need a column for each")
        let isString = entry.words == "strings"
        expression = isString ? "numpy.unique(a, return_inverse=True)[1]" : "\(expression).astype(int)"
        expression = "numpy.eye(\(columns))[\(expression)]"
      } else {
        problems.append("has the shape \(stored), and the data need the shape (N, D)")
        expression += ".reshape(-1, 1)"
        if columns > 1 { expression = "numpy.tile(\(expression), \(columns))" }
      }
    default:
      if contents.shape.count != 2 {
        problems.append("has the shape \(stored), and the data need the shape (N, D)")
      }
      expression += ".reshape(\(rows), -1)"
    }
    guard !shape.isEmpty, Self.possible.contains(rows), Self.possible.contains(columns) else {
      if !shape.isEmpty { problems.append("N and D must be from 1 to 1000000, and the shape is \(stored)") }
      return
    }
    if let index = contents.values?.firstIndex(where: { !$0.isFinite }) {
      let (row, column) = index.quotientAndRemainder(dividingBy: max(1, (contents.values?.count ?? 0) / rows))
      problems.append("its entry [\(row), \(column)] is not a finite float32")
      expression = "numpy.nan_to_num(\(expression))"
    }
    self.expression = expression
  }

  /// A file as it is, with what is wrong with its numbers.
  init(path: String, problem: String, saving expression: String?) {
    self.path = path
    problems = [problem]
    self.expression = expression
    (rows, columns) = (0, 0)
  }

  /// Fills up with columns of zeros.
  mutating func widen(to width: Int, for other: String) {
    guard columns < width else { return }
    problems.append("has \(columns) column\(columns == 1 ? "" : "s"), and \(other) needs \(width)")
    expression = expression.map { "numpy.pad(\($0), ((0, 0), (0, \(width - columns))))" }
    columns = width
  }

  /// Keeps the first rows.
  mutating func shorten(to count: Int, for other: String) {
    guard rows > count else { return }
    problems.append("has \(rows) sample\(rows == 1 ? "" : "s"), and \(other) has \(count)")
    expression = expression.map { "\($0)[:\(count)]" }
    rows = count
  }

  /// Whether it is a table after the line.
  var isTable: Bool { expression != nil }

  /// `nil` where nothing is wrong.
  var text: String? {
    guard !problems.isEmpty else { return nil }
    let file = path.pythonLiteral
    let load = "numpy.load(\(file)\(needsPickle ? ", allow_pickle=True" : ""))"
    let remedy = expression.map { ": a = \(load); numpy.save(\(file), \($0))" } ?? ""
    return problems.joined(separator: ", ") + remedy
  }

  /// As Python has it.
  static func text(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }
}

extension String {
  /// As Python reads it.
  var pythonLiteral: String {
    "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension NumPyContents {
  /// How many classes there are, where the entries may be their numbers; 1 where they may be their names.
  var labels: Int? {
    if entry.words == "strings" { return 1 }
    guard entry.mayBeLabel, let values, let greatest = values.max() else { return nil }
    return values.allSatisfy { $0 >= 0 } && greatest < 1e6 ? Int(greatest) + 1 : nil
  }
}

import Foundation
import Input
import Phases

/// What is wrong with a file of training data, all of it, and the one line of NumPy that mends it.
///
/// The line is followed on the numbers themselves, so that it is said only where the next run takes what it saves; else it
/// is said what the data need. It saves under a new name: the file that there is may be the only one.
struct DataAdvice {
  let path: String
  /// What is wrong, in the order in which the line mends it.
  private(set) var problems: [String] = []
  /// What the line makes of the array `a`; `nil` where no line helps.
  private var expression: String?
  /// What the line makes of the numbers.
  private(set) var values: [Float]?
  /// What would be right, where no line helps.
  private var need: String?
  /// The shape that the data have after the line.
  private(set) var rows: Int
  private(set) var columns: Int

  static let possible = 1...1_000_000
  /// More entries would not be read.
  static let mostEntries = NumPyContents.largestFile / 8
  /// More classes would need too large a matrix of ones.
  static let mostClasses = 4096

  /// Finds what is wrong with the entries and with the shape, and begins the line that mends both.
  /// - Parameter targets: of the targets, how many columns the samples have.
  init(path: String, contents: NumPyContents, targets: Int? = nil) {
    self.path = path
    let entry = contents.entry
    expression = "a"
    values = contents.values
    if entry.kind == .other {
      problems.append("holds \(entry.words), and the data need numbers")
      (expression, values) = (entry.mending, contents.converted)
      if values == nil { need = "save them as float32" }
    }
    let stored = Self.text(contents.shape)
    let shape = contents.shape + (entry.addedAxis.map { [$0] } ?? [])
    rows = shape.first ?? 1
    columns = shape.dropFirst().reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    let bad = values?.firstIndex { !$0.isFinite }
    zeroWhatIsNotFinite()
    switch shape.count {
    case 2: break
    case 0: problems.append("is a single number, and the data need the shape (N, D)")
    case 1:
      if let targets, let labels = Labels(contents) {
        problems.append("has labels in the shape \(stored), and the targets need a column for each")
        columns = max(targets, labels.count)
        expression = "numpy.eye(\(columns))[\(labels.expression)]"
        need = nil
        spread(labels)
      } else {
        problems.append("has the shape \(stored), and the data need the shape (N, D)")
        columns = targets ?? 1
        expression? += ".reshape(-1, 1)"
        if columns > 1 { expression = expression.map { "numpy.tile(\($0), \(columns))" } }
        if fits, columns > 1 {
          values = values.map { $0.flatMap { Array(repeating: $0, count: columns) } }
        }
      }
    default:
      if contents.shape.count != 2 {
        problems.append("has the shape \(stored), and the data need the shape (N, D)")
      }
      expression? += ".reshape(\(rows), -1)"
    }
    guard !shape.isEmpty, Self.possible.contains(rows), Self.possible.contains(columns) else {
      if !shape.isEmpty { problems.append("N and D must be from 1 to 1000000, and the shape is \(stored)") }
      (expression, values, need) = (nil, nil, nil)
      return
    }
    if let bad {
      let (row, column) = bad.quotientAndRemainder(dividingBy: max(1, shape.dropFirst().reduce(1, *)))
      problems.append("its entry [\(row), \(column)] is not a finite float32")
    }
    giveUpIfLarge()
  }

  /// Zeros stand in for what is not finite, where enough is left beside it.
  private mutating func zeroWhatIsNotFinite() {
    guard let all = values, !all.allSatisfy(\.isFinite) else { return }
    guard all.contains(where: { $0.isFinite && $0 != 0 }) else {
      (expression, values, need) = (nil, nil, "nothing is left without such entries")
      return
    }
    // In double precision the largest are told from infinity without a warning.
    expression = "numpy.where(numpy.abs(a.astype(\"float64\")) < 1e38, a, 0)"
    values = all.map { abs($0) < 1e38 ? $0 : 0 }
  }

  private mutating func spread(_ labels: Labels) {
    guard fits, columns <= Self.mostClasses else { return refuseAsLarge() }
    var table = [Float](repeating: 0, count: rows * columns)
    for (row, label) in labels.classes.enumerated() { table[row * columns + label] = 1 }
    values = table
  }

  private var fits: Bool {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    return !overflows && count <= Self.mostEntries
  }

  private mutating func giveUpIfLarge() {
    if !fits { refuseAsLarge() }
  }

  private mutating func refuseAsLarge() {
    refuse()
    need = "the table would be too large"
  }

  private mutating func refuse() { (expression, values) = (nil, nil) }

  /// Fills up with columns of zeros.
  mutating func widen(to width: Int, for other: String) {
    guard columns < width else { return }
    problems.append("has \(columns) column\(columns == 1 ? "" : "s"), and \(other) needs \(width)")
    expression = expression.map { "numpy.pad(\($0), ((0, 0), (0, \(width - columns))))" }
    let narrow = columns
    columns = width
    giveUpIfLarge()
    guard let values else { return }
    var table = [Float](repeating: 0, count: rows * width)
    for row in 0..<rows {
      table.replaceSubrange(
        row * width..<row * width + narrow, with: values[row * narrow..<(row + 1) * narrow])
    }
    self.values = table
  }

  /// Keeps the first rows.
  mutating func shorten(to count: Int, for other: String) {
    guard rows > count else { return }
    problems.append("has \(rows) sample\(rows == 1 ? "" : "s"), and \(other) has \(count)")
    expression = expression.map { "\($0)[:\(count)]" }
    values = values.map { Array($0.prefix(count * columns)) }
    rows = count
  }

  /// What is wrong with the numbers of the table, and what to divide them by; without it no line helps.
  mutating func add(_ problem: String, dividingBy divisor: Float?) {
    problems.append(problem)
    need = nil
    guard let divisor else { return refuse() }
    expression = expression.map {
      "\($0)\($0.hasSuffix("astype(\"float64\")") ? "" : ".astype(\"float64\")") / \(divisor.shortest)"
    }
    values = values.map { $0.map { Float(Double($0) / Double(divisor)) } }
  }

  /// Whether it is a table after the line.
  var isTable: Bool { expression != nil && values != nil }

  /// `nil` where nothing is wrong.
  /// - Parameter taken: a name that the line must not save under, as another's does.
  func text(besides taken: String? = nil) -> String? {
    guard !problems.isEmpty else { return nil }
    let words = problems.joined(separator: ", ")
    guard let expression, values != nil else { return words + (need.map { "; \($0)" } ?? "") }
    guard let file = path.pythonLiteral, let other = saved(besides: taken)?.pythonLiteral else {
      return "\(words); save it as finite numbers in the shape \(Self.text([rows, columns]))"
    }
    return "\(words): a = numpy.load(\(file)); numpy.save(\(other), \(expression))"
  }

  /// Where the line saves what it makes: `X-phase.npy` for `X.npy`. `nil` for standard input, a device, or a
  /// folder that cannot be written to.
  func saved(besides taken: String? = nil) -> String? {
    if let status = FileSystem.status(path), status.kind != .regular { return nil }
    guard path != "-", !["/dev/", "/proc/"].contains(where: path.hasPrefix),
      FileSystem.allows(path.folder ?? ".", W_OK)
    else { return nil }
    let start = path.lowercased().hasSuffix(".npy") ? String(path.dropLast(4)) : path
    return (1...99).lazy.map { "\(start)-phase\($0 == 1 ? "" : "-\($0)").npy" }.first {
      $0 != taken && $0.fileName.utf8.count <= 255 && !FileSystem.exists($0)
    }
  }

  /// As Python has it.
  static func text(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }
}

extension String {
  /// As Python reads it; `nil` where it has characters or bytes that cannot be shown in a line.
  var pythonLiteral: String? {
    guard printable == self else { return nil }
    return "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

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
      greatest < 1e6, values.allSatisfy({ $0 >= 0 })
    else { return nil }
    count = Int(greatest) + 1
    classes = values.map { Int($0) }
    expression = "a.astype(int)"
  }
}

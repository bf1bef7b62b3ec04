import Foundation
import Input
import Phases

/// What is wrong with a file of training data, all of it, and what mends it: an option, or one line of NumPy, or both.
///
/// The line is followed on the numbers themselves, so that it is said only where the next run takes what it saves; else it
/// is said what the data need. It saves under a new name: the file that there is may be the only one.
struct DataAdvice {
  /// What the command line could say.
  struct Option {
    var words: String
    /// Whether the line mends the file without it; else the line comes on top of it.
    var isInPlaceOfTheLine = false
  }

  let path: String
  /// What is wrong, in the order in which the line mends it.
  private(set) var problems: [String] = []
  var option: Option?
  /// What the line makes of the array `a`; `nil` where no line helps.
  private var expression: String?
  /// What tells the samples that stay, `k`, from those that are left out.
  private var choice: String?
  /// What the line makes of the numbers.
  private(set) var values: [Float]?
  /// What would be right, where no line helps.
  private var need: String?
  /// The shape that the data have after the line.
  private(set) var rows: Int
  private(set) var columns: Int
  /// Targets that are a label each.
  private(set) var labels: Labels?
  /// The samples with entries that are not finite.
  private(set) var badRows: Set<Int> = []
  /// What is true in NumPy of the samples without such entries.
  private var finite: String?

  static let possible = 1...1_000_000

  /// Finds what is wrong with the entries and with the shape, and begins the line that mends both.
  /// - Parameters:
  ///   - mayBeLabels: of targets, which may be classes.
  ///   - isEmbedded: the embedding flattens what follows N.
  init(path: String, contents: NumPyContents, mayBeLabels: Bool = false, isEmbedded: Bool = false) {
    self.path = path
    let (entry, shape) = (contents.entry, contents.shape)
    let stored = Self.text(shape)
    expression = "a"
    values = contents.values
    rows = shape.first ?? 1
    columns = shape.dropFirst().reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    if mayBeLabels, shape.count == 1, let labels = Labels(contents) {
      self.labels = labels
      problems.append("has labels\(entry.kind == .other ? " as \(entry.words)" : "") in the shape \(stored)")
      (expression, values) = (labels.expression, labels.classes.map(Float.init))
      return
    }
    if entry.kind == .other {
      problems.append("holds \(entry.words), and the data need numbers\(entry.choice)")
      (expression, values) = (entry.mending, contents.converted)
      if values == nil { need = "save them as float32\(line(entry.unfollowed).map { ": \($0)" } ?? "")" }
    }
    switch shape.count {
    case 2: break
    case 0: problems.append("is a single number, and the data need the shape (N, D)")
    case 1:
      problems.append("has the shape \(stored), and the data need the shape (N, D)")
      expression? += ".reshape(-1, 1)"
    default:
      guard !isEmbedded else { break }
      problems.append("has the shape \(stored), and the data need the shape (N, D)")
      expression? += ".reshape(\(rows), -1)"
    }
    guard !shape.isEmpty, Self.possible.contains(rows), Self.possible.contains(columns) else {
      if !shape.isEmpty { problems.append("N and D must be from 1 to 1000000, and the shape is \(stored)") }
      refuse()
      return
    }
    findWhatIsNotFinite()
  }

  private mutating func findWhatIsNotFinite() {
    guard let values, let first = values.firstIndex(where: { !$0.isFinite }) else { return }
    // In double precision the largest are told from infinity without a warning.
    badRows = Set(values.indices.lazy.filter { !(abs(values[$0]) < 1e38) }.map { [columns] in $0 / columns })
    finite = path.pythonLiteral.map {
      "(abs(numpy.load(\($0)).astype(\"float64\")) < 1e38).reshape(\(rows), -1).all(1)"
    }
    problems.append("its entry [\(first / columns), \(first % columns)] is not a finite float32")
    guard values.indices.contains(where: { values[$0] != 0 && !badRows.contains($0 / columns) }) else {
      refuse(need: "nothing is left without such entries")
      return
    }
  }

  /// Leaves out the samples that have entries that are not finite in one of two files, of both alike.
  static func leaveOut(_ x: inout DataAdvice, _ y: inout DataAdvice) {
    guard x.isTable, y.isTable, x.rows == y.rows else { return }
    let bad = x.badRows.union(y.badRows)
    guard !bad.isEmpty else { return }
    let all = [x, y].filter { !$0.badRows.isEmpty }
    let conditions = all.compactMap(\.finite)
    let choice = conditions.count == all.count ? conditions.joined(separator: " & ") : nil
    let names = all.map(\.path)
    x.leaveOut(bad, choice, names)
    y.leaveOut(bad, choice, names)
  }

  private mutating func leaveOut(_ bad: Set<Int>, _ choice: String?, _ names: [String]) {
    let words = "leave out the \(bad.count == 1 ? "sample" : "\(bad.count) samples") with such entries"
    problems.append(badRows.isEmpty ? words + " in \(names.joined(separator: " and "))" : words)
    guard bad.count < rows else { return refuse(need: "nothing is left then") }
    let width = (values?.count ?? 0) / rows
    values = values.map { all in
      (0..<rows).filter { !bad.contains($0) }.flatMap { all[$0 * width..<($0 + 1) * width] }
    }
    rows -= bad.count
    expression? += "[k]"
    self.choice = choice
    if choice == nil { cannotBeLoaded = true }
  }

  /// Whether the line would need a file that Python cannot name.
  private var cannotBeLoaded = false

  private mutating func refuse(need: String? = nil) { (expression, values, self.need) = (nil, nil, need) }

  /// Has other columns than it must have, which no line mends.
  mutating func require(columns wanted: Int, as other: String) {
    guard columns != wanted else { return }
    problems.append("has \(Self.count(columns, "column")), and \(other) \(wanted)")
    refuse()
  }

  /// Has other columns than the samples, which an embedding takes.
  mutating func differs(from other: DataAdvice) {
    problems.append("has \(Self.count(columns, "column")), and \(other.path) \(other.columns)")
  }

  /// Keeps the first rows.
  mutating func shorten(to count: Int, for other: String) {
    guard rows > count, count > 0 else { return }
    problems.append("has \(Self.count(rows, "sample")), and \(other) has \(count)")
    expression = expression.map { "\($0)[:\(count)]" }
    values = values.map { Array($0.prefix(count * ($0.count / rows))) }
    (badRows, finite) = (badRows.filter { $0 < count }, finite.map { "\($0)[:\(count)]" })
    rows = count
  }

  private static func count(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
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
    let words = problems.joined(separator: "; ") + (option.map { "; say \($0.words)" } ?? "")
    guard let expression, values != nil else { return words + (need.map { "; \($0)" } ?? "") }
    if expression == "a" { return words }
    guard !cannotBeLoaded, let line = line(expression, besides: taken) else {
      let shape = labels == nil ? [rows, columns] : [rows]
      return
        "\(words); \(isAlternative ? "or " : "")save it as finite numbers in the shape \(Self.text(shape))"
    }
    return words + (option == nil ? ": " : isAlternative ? ", or: " : ", with: ") + line
  }

  private var isAlternative: Bool { option?.isInPlaceOfTheLine ?? false }

  /// The line that saves what an expression makes of the array `a` in this file.
  private func line(_ expression: String?, besides taken: String? = nil) -> String? {
    guard let expression, let file = path.pythonLiteral,
      let other = Self.saved(path, besides: taken)?.pythonLiteral
    else { return nil }
    let choice = choice.map { "k = \($0); " } ?? ""
    return "a = numpy.load(\(file)); \(choice)numpy.save(\(other), \(expression))"
  }

  /// The line for a file that is no pipe, else what the expression is.
  static func remedy(_ expression: String, _ path: String) -> String {
    guard let file = path.pythonLiteral, let other = saved(path)?.pythonLiteral else { return expression }
    return "a = numpy.load(\(file)); numpy.save(\(other), \(expression))"
  }

  func saved() -> String? { Self.saved(path) }

  /// Where the line saves what it makes: `X-phase.npy` for `X.npy`. `nil` for standard input, a device, or a
  /// folder that cannot be written to.
  private static func saved(_ path: String, besides taken: String? = nil) -> String? {
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

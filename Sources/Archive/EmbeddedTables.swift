import Engine
import Input
import Phases

/// Own data that are embedded, or have several tokens: samples (N, d_in) and targets (N, d_out), or labels (N,); with tokens
/// (N, T, d_in) and (N, T, d_out), or labels (N, T) or (N,). Of samples without tokens whatever follows N is flattened.
struct EmbeddedTables {
  /// What a file says of itself, or what is wrong with it.
  typealias Source = (path: String, contents: Result<NumPyContents, Refusal>)

  private let form: DataForm
  /// The samples to train on, of held-out ones.
  private let other: Dataset?
  private(set) var problems: [Refusal] = []
  private(set) var notices: [String] = []
  /// Without problems.
  private(set) var dataset: Dataset?

  /// - Parameter other: the samples to train on, whose widths and classes these have.
  init(_ x: Source, _ y: Source, _ form: DataForm, like other: Dataset? = nil) {
    (self.form, self.other) = (form, other)
    let samples = table(x)
    let targets = form.hasLabels ? labels(y) : table(y, areTargets: true)
    compareCounts(x, y)
    guard problems.isEmpty, let samples, let targets else { return }
    let tokens = form.tokens
    let n = samples.shape[0]
    let inputs = samples.values.count / (n * tokens)
    let outputs = targets.values.count / (n * tokens)
    dataset = Dataset(
      x: samples.values, y: targets.values, samples: n, tokens: tokens, inputs: inputs, outputs: outputs)
  }

  /// Whatever else is wrong with the two.
  private mutating func compareCounts(_ x: Source, _ y: Source) {
    guard let samples = try? x.contents.get().shape.first, let targets = try? y.contents.get().shape.first,
      samples != targets
    else { return }
    fail(y, "has \(targets) samples, and \(x.path) has \(samples); they must have equally many")
  }

  private typealias Table = (shape: [Int], values: [Float])

  private mutating func fail(_ source: Source, _ words: String) { problems.append(.file(source.path, words)) }

  /// What is in a file that can be read; its problems are said.
  private mutating func contents(_ source: Source) -> NumPyContents? {
    switch source.contents {
    case .success(let contents): return contents
    case .failure(let refusal):
      problems.append(refusal)
      return nil
    }
  }

  /// Numbers in the shape (N, …), or (N, T, …).
  private mutating func table(_ source: Source, areTargets: Bool = false) -> Table? {
    guard let contents = contents(source) else { return nil }
    let (shape, tokens) = (contents.shape, form.tokens)
    let stored = DataAdvice.text(shape)
    guard let values = contents.values else {
      fail(
        source,
        "holds \(contents.entry.words), and the data need numbers\(contents.entry.choice)"
          + (contents.entry.mending.map { ": \(DataAdvice.remedy($0, source.path))" }
            ?? "; save them as float32"))
      return nil
    }
    if tokens > 1, shape.count != 3 || shape[1] != tokens {
      let words = "has the shape \(stored), and \(tokens) tokens need the shape (N, \(tokens), d)"
      let width = shape.count == 2 && shape[1] > 0 && shape[1] % tokens == 0 ? shape[1] / tokens : nil
      fail(
        source,
        words
          + (shape.count == 3
            ? "; or say --tokens \(shape[1])"
            : "; say --tokens 1" + (width.map { ", or save it as a.reshape(-1, \(tokens), \($0))" } ?? "")))
      return nil
    }
    guard shape.count > 1 else {
      let column = "for one number a sample save it as a.reshape(-1, 1)"
      let isLabels = areTargets && Labels(contents) != nil
      fail(
        source,
        "has the shape \(stored), and the data need the shape (N, d)"
          + (isLabels
            ? "; of labels say --loss cross-entropy, and \(column)" : shape.isEmpty ? "" : "; \(column)"))
      return nil
    }
    guard !values.isEmpty, shape[0] <= DataAdvice.possible.upperBound,
      values.count / shape[0] / tokens <= DataAdvice.possible.upperBound
    else {
      fail(source, "has the shape \(stored); samples and their coordinates must be from 1 to 1000000")
      return nil
    }
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      let (row, column) = bad.quotientAndRemainder(dividingBy: values.count / shape[0])
      fail(source, "its entry [\(row), \(column)] is not a finite float32; \(leavingOut(source))")
      return nil
    }
    if tokens == 1, shape.count > 2 {
      notices.append("\(source.path): \(stored) is read as (\(shape[0]), \(values.count / shape[0]))")
    }
    let width = values.count / shape[0] / tokens
    if let wanted = areTargets ? other?.outputs : other?.inputs, width != wanted {
      fail(
        source,
        "its \(areTargets ? "targets" : "samples") have \(width) coordinates, those of --data \(wanted)")
    }
    check(values, source, mayBeZero: areTargets)
    return (shape, values)
  }

  /// How the samples that are not finite leave both files.
  private func leavingOut(_ source: Source) -> String {
    guard let file = source.path.pythonLiteral else { return "leave such samples out of both files" }
    let choice =
      "numpy.isfinite(numpy.load(\(file))).reshape(\((try? source.contents.get().shape[0]) ?? -1), -1).all(1)"
    return "leave such samples out of both files, by k = \(choice) and a[k]"
  }

  /// Ones at the places of labels: of whole numbers from 0, or of rows that are such already.
  private mutating func labels(_ source: Source) -> Table? {
    guard let contents = contents(source) else { return nil }
    let (shape, tokens) = (contents.shape, form.tokens)
    let stored = DataAdvice.text(shape)
    guard let values = contents.values, !values.isEmpty else {
      fail(
        source,
        "holds \(contents.entry.words), and labels are whole numbers from 0\(numbering(source))")
      return nil
    }
    let n = shape.first ?? 1
    let rows = [[n], [n, tokens]]
    if rows.contains(shape) {
      guard let bad = values.firstIndex(where: { !($0 >= 0 && $0 == $0.rounded()) }) else {
        return oneHot(values, n, source)
      }
      fail(
        source,
        "its entry [\(bad)] is \(values[bad].shortest), and labels are whole numbers from 0"
          + (values[bad].isFinite ? numbering(source) : "; \(leavingOut(source))")
      )
      return nil
    }
    guard shape.count == (tokens > 1 ? 3 : 2), tokens == 1 || shape[1] == tokens else {
      fail(
        source,
        "has the shape \(stored), and labels need the shape (N,)"
          + (tokens > 1 ? ", (N, \(tokens)) or, one of C, (N, \(tokens), C)" : " or, one of C, (N, C)"))
      return nil
    }
    let count = shape[shape.count - 1]
    for row in stride(from: 0, to: values.count, by: count) {
      let entries = values[row..<row + count]
      guard entries.allSatisfy({ $0 == 0 || $0 == 1 }), entries.reduce(0, +) == 1 else {
        fail(
          source,
          "its row \(row / count) is no label: rows have one 1 and else 0; or save whole numbers from 0, "
            + "in the shape (N,)")
        return nil
      }
    }
    return ([shape[0], values.count / shape[0]], values)
  }

  /// What numbers labels from 0. Held-out ones have the numbers of the others.
  private func numbering(_ source: Source) -> String {
    guard other == nil, let contents = try? source.contents.get() else {
      return ", numbered as those of --data"
    }
    if let values = contents.values, !values.allSatisfy({ $0 == $0.rounded() }) {
      return "; for numbers say --embedding fixed in place of --loss cross-entropy"
    }
    let count = contents.values.map { Set($0).count } ?? Set(contents.texts ?? []).count
    guard (2...Labels.mostClasses).contains(count) else { return "" }
    let axes = contents.shape.count > 1 ? ".reshape(a.shape)" : ""
    return "; number them: " + DataAdvice.remedy(Labels.numbering + axes, source.path)
  }

  /// Of N labels, or N·T of them; with tokens a sample's label is that of all its tokens.
  private mutating func oneHot(_ labels: [Float], _ n: Int, _ source: Source) -> Table? {
    let classes = other?.outputs ?? 0
    let greatest = labels.max() ?? 0
    let count = max(classes, greatest < 1e6 ? Int(greatest) + 1 : Int.max)
    let repeats = labels.count == n ? form.tokens : 1
    guard count <= Labels.mostClasses, labels.count * repeats <= Labels.mostEntries / count else {
      fail(
        source,
        "its greatest label is \(greatest.shortest), and there may be at most \(Labels.mostClasses) classes"
          + numbering(source))
      return nil
    }
    if classes > 0, count > classes {
      fail(source, "its greatest label is \(greatest.shortest), and --data has \(classes) classes")
      return nil
    }
    if count == 1 {
      fail(source, "has the label 0 alone; there must be two classes or more")
      return nil
    }
    var table = [Float](repeating: 0, count: labels.count * repeats * count)
    for (row, label) in labels.enumerated() {
      for token in 0..<repeats { table[(row * repeats + token) * count + Int(label)] = 1 }
    }
    return ([n, table.count / n], table)
  }

  /// Refuses numbers that no step size fits.
  private mutating func check(_ values: [Float], _ source: Source, mayBeZero: Bool = false) {
    let rms = (values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
    if rms == 0 {
      if !mayBeZero { fail(source, "has no entry but 0; nothing can be learnt from it") }
    } else if !(1e-6...1e6).contains(rms) {
      fail(
        source,
        "its rms is \(Float(rms).shortest); scale the data so that they are of the order of 1, or say --standardise"
      )
    }
  }
}

import Engine
import Input
import Phases

/// Own data that are embedded, or have several tokens: samples (N, d_in) and targets (N, d_out), or labels (N,); with tokens
/// (N, T, d_in) and (N, T, d_out), or labels (N, T) or (N,). Of samples without tokens whatever follows N is flattened.
struct EmbeddedTables {
  /// What a file says of itself, or what is wrong with it.
  typealias Source = (path: String, contents: Result<NumPyContents, Refusal>)

  private let form: DataForm
  private(set) var problems: [Refusal] = []
  private(set) var notices: [String] = []
  /// Without problems.
  private(set) var dataset: Dataset?

  /// - Parameter classes: how many classes there are at least; those of the samples to train on.
  init(_ x: Source, _ y: Source, _ form: DataForm, classes: Int = 0) {
    self.form = form
    let samples = table(x)
    let targets = form.hasLabels ? labels(y, classes: classes) : table(y)
    guard let samples, let targets else { return }
    let n = samples.shape[0]
    if targets.shape[0] != n {
      fail(y, "has \(targets.shape[0]) samples, and \(x.path) has \(n); they must have equally many")
      return
    }
    let tokens = form.tokens
    check(samples.values, x)
    if !form.hasLabels { check(targets.values, y, mayBeZero: true) }
    guard problems.isEmpty else { return }
    let inputs = samples.values.count / (n * tokens)
    let outputs = targets.values.count / (n * tokens)
    dataset = Dataset(
      x: samples.values, y: targets.values, samples: n, tokens: tokens, inputs: inputs, outputs: outputs)
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
  private mutating func table(_ source: Source) -> Table? {
    guard let contents = contents(source) else { return nil }
    let (shape, tokens) = (contents.shape, form.tokens)
    let stored = DataAdvice.text(shape)
    guard let values = contents.values else {
      fail(source, "holds \(contents.entry.words), and the data need numbers; save them as float32")
      return nil
    }
    if tokens > 1, shape.count != 3 || shape[1] != tokens {
      let words = "has the shape \(stored), and \(tokens) tokens need the shape (N, \(tokens), d)"
      fail(source, shape.count == 3 ? words + "; or set tokens to \(shape[1])" : words)
      return nil
    }
    guard shape.count > 1 else {
      let needed = "(N, d)"
      fail(
        source,
        "has the shape \(stored), and the data need the shape \(needed)"
          + (shape.count == 1 ? "; for one number a sample save it as a.reshape(-1, 1)" : ""))
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
      fail(source, "its entry [\(row), \(column)] is not a finite float32; replace what is not finite")
      return nil
    }
    if tokens == 1, shape.count > 2 {
      notices.append("\(source.path): \(stored) is read as (\(shape[0]), \(values.count / shape[0]))")
    }
    return (shape, values)
  }

  /// Ones at the places of labels: of whole numbers from 0, or of rows that are such already.
  private mutating func labels(_ source: Source, classes: Int) -> Table? {
    guard let contents = contents(source) else { return nil }
    let (shape, tokens) = (contents.shape, form.tokens)
    let stored = DataAdvice.text(shape)
    guard let values = contents.values, !values.isEmpty else {
      fail(
        source,
        "holds \(contents.entry.words), and labels are whole numbers from 0; number them by "
          + "numpy.unique(a, return_inverse=True)[1]")
      return nil
    }
    let rows = [[shape[0]]] + (tokens > 1 ? [[shape[0], tokens]] : [[shape[0], 1]])
    if rows.contains(shape) {
      guard let bad = values.firstIndex(where: { !($0 >= 0 && $0 == $0.rounded()) }) else {
        return oneHot(values, shape[0], source, classes)
      }
      fail(source, "its entry [\(bad)] is \(values[bad].shortest), and labels are whole numbers from 0")
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

  /// Of N labels, or N·T of them; with tokens a sample's label is that of all its tokens.
  private mutating func oneHot(_ labels: [Float], _ n: Int, _ source: Source, _ classes: Int) -> Table? {
    let greatest = labels.max() ?? 0
    let count = max(classes, greatest < 1e6 ? Int(greatest) + 1 : Int.max)
    let repeats = labels.count == n ? form.tokens : 1
    guard count <= DataAdvice.mostClasses, labels.count * repeats <= DataAdvice.mostEntries / count else {
      fail(
        source,
        "its greatest label is \(greatest.shortest), and there may be at most \(DataAdvice.mostClasses) classes; "
          + "number them from 0 by numpy.unique(a, return_inverse=True)[1]")
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

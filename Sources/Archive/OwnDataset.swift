import Engine
import Input
import Model
import Phases

/// The user's own training data: the arrays, and what a study says of them.
package struct OwnDataset: Sendable {
  package let data: OwnData
  package let dataset: Dataset
  /// What has centred and scaled the columns of X and of Y; held-out samples are scaled alike.
  private let scales: (x: ColumnScale, y: ColumnScale?)?

  /// Reads X and Y: shape (N, D) each, or what the form of an embedding allows. Throws a `Refusal` with status 65 that says
  /// all that is wrong with the two files.
  /// - Parameters:
  ///   - isStandardised: every column is centred and scaled to the variance 1, over all rows; labels stay.
  ///   - isNamed: the user named them, and they may be pipes.
  ///   - other: the samples to train on, whose classes there are.
  package init(
    x xPath: String, y yPath: String, form: DataForm = DataForm(), isStandardised: Bool = false,
    isNamed: Bool = true, like other: OwnDataset? = nil
  ) throws(Refusal) {
    let (x, y) = ((xPath, Self.read(xPath, isNamed)), (yPath, Self.read(yPath, isNamed)))
    var notices: [String] = []
    let plain: Dataset
    if form.isEmbedded || form.tokens > 1 {
      let tables = EmbeddedTables(x, y, form, classes: form.hasLabels ? other?.dataset.outputs ?? 0 : 0)
      try Self.refuse(tables.problems, xPath)
      guard let dataset = tables.dataset else { throw .file(xPath, "has no samples") }
      (plain, notices) = (dataset, tables.notices)
      if !form.isEmbedded { try Self.checkStates(dataset, xPath, yPath) }
    } else {
      try Self.refuse(Self.problems(x, y), xPath)
      let (xs, ys) = (try x.1.get(), try y.1.get())
      plain = Dataset(
        x: xs.values ?? [], y: ys.values ?? [], samples: xs.shape[0], dimension: xs.shape[1])
    }
    scales =
      isStandardised
      ? (
        ColumnScale(plain.x, columns: plain.inputs),
        form.hasLabels ? nil : ColumnScale(plain.y, columns: plain.outputs)
      ) : nil
    dataset = Self.scaled(plain, scales)
    let isTaught = form.isEmbedded || dataset.identityLoss > 0
    guard dataset.rmsX > 0, isTaught else {
      throw .option(
        "--standardise",
        dataset.rmsX > 0
          ? "\(xPath) and \(yPath) are equal then; the critical companion would have nothing to learn"
          : "\(xPath) has no column that varies; leave it out")
    }
    var data = OwnData(
      x: xPath, y: yPath, digest: Self.digest(dataset), samples: dataset.samples, dimension: dataset.inputs,
      rms: dataset.rmsX, isStandardised: isStandardised, dataset: dataset)
    (data.inputs, data.outputs) = (dataset.inputs, dataset.outputs)
    (data.isEmbedded, data.hasLabels, data.notices) = (form.isEmbedded, form.hasLabels, notices)
    self.data = data
  }

  /// Samples of tokens that are states themselves.
  private static func checkStates(_ data: Dataset, _ x: String, _ y: String) throws(Refusal) {
    guard data.inputs == data.outputs else {
      throw .file(
        y,
        "its tokens have \(data.outputs) coordinates, and those of \(x) \(data.inputs); without an embedding they "
          + "must have as many: set embedding to fixed or trained")
    }
    guard data.identityLoss > 0 else {
      throw .file(y, "equals \(x); the critical companion would have nothing to learn")
    }
  }

  private static func scaled(_ data: Dataset, _ scales: (x: ColumnScale, y: ColumnScale?)?) -> Dataset {
    guard let scales else { return data }
    return Dataset(
      x: scales.x.applied(to: data.x), y: scales.y?.applied(to: data.y) ?? data.y, samples: data.samples,
      tokens: data.tokens, inputs: data.inputs, outputs: data.outputs)
  }

  private static func refuse(_ problems: [Refusal], _ path: String) throws(Refusal) {
    if problems.count == 1 { throw problems[0] }
    guard problems.isEmpty else { throw .file(path, "\(problems[0].problem); and \(problems[1])") }
  }

  /// The same with held-out samples behind it.
  package func holdingOut(_ other: OwnDataset) throws(Refusal) -> OwnDataset {
    let (own, its) = (dataset, other.dataset)
    for (count, wanted, words) in [
      (its.inputs, own.inputs, "samples"), (its.outputs, own.outputs, "targets"),
    ] where count != wanted {
      throw .option(
        "--test-data \(other.data.x) \(other.data.y)",
        "its \(words) have \(count) coordinates, those of --data \(wanted)")
    }
    let scaled = Self.scaled(its, scales)
    let all = Dataset(
      x: own.x + scaled.x, y: own.y + scaled.y, samples: own.samples + its.samples, tokens: own.tokens,
      inputs: own.inputs, outputs: own.outputs)
    var data = data
    data.digest = Self.digest(all)
    data.samples = all.samples
    data.dataset = all
    data.notices += other.data.notices
    data.heldOut = HeldOutFiles(x: other.data.x, y: other.data.y, samples: its.samples)
    return OwnDataset(data: data, dataset: all)
  }

  private init(data: OwnData, dataset: Dataset) {
    self.data = data
    self.dataset = dataset
    scales = nil
  }

  private static func read(_ path: String, _ isNamed: Bool) -> Result<NumPyContents, Refusal> {
    Result { () throws(Refusal) in
      try NumPyContents(contentsOf: path, isNamed: isNamed)
    }
  }

  private typealias Source = (path: String, contents: Result<NumPyContents, Refusal>)

  /// Of each file all at once.
  private static func problems(_ x: Source, _ y: Source) -> [Refusal] {
    var samples = (try? x.contents.get()).map { DataAdvice(path: x.path, contents: $0) }
    var targets = (try? y.contents.get()).map {
      DataAdvice(path: y.path, contents: $0, targets: samples?.columns ?? 1)
    }
    if let (rows, columns) = samples.map({ ($0.rows, $0.columns) }), let other = targets,
      samples?.isTable == true, other.isTable
    {
      targets?.widen(to: columns, for: x.path)
      targets?.shorten(to: rows, for: x.path)
      samples?.widen(to: other.columns, for: y.path)
      samples?.shorten(to: other.rows, for: y.path)
    }
    if samples?.isTable == true, targets?.isTable == true {
      // Mending one problem may show another.
      for _ in 1...3 {
        guard let problem = problem(of: samples, targets, x.path) else { break }
        if problem.isOfSamples {
          samples?.add(problem.words, dividingBy: problem.divisor)
        } else {
          targets?.add(problem.words, dividingBy: problem.divisor)
        }
      }
    }
    return [(x, samples, nil), (y, targets, samples?.saved())].compactMap { source, advice, taken in
      if case .failure(let error) = source.contents { return error }
      return advice?.text(besides: taken).map { .file(source.path, $0) }
    }
  }

  private struct Problem {
    var isOfSamples = true
    var words: String
    /// What makes the numbers fit; `nil` where nothing does.
    var divisor: Float?
  }

  /// What is wrong with the numbers of two tables of one shape, once what was found so far is mended.
  private static func problem(of samples: DataAdvice?, _ targets: DataAdvice?, _ x: String) -> Problem? {
    guard let samples, let targets, let xs = samples.values, let ys = targets.values else { return nil }
    let dataset = Dataset(x: xs, y: ys, samples: samples.rows, dimension: samples.columns)
    guard dataset.rmsX > 0 else {
      return Problem(words: "has no entry but 0; nothing can be learnt from it")
    }
    guard (1e-6...1e6).contains(dataset.rmsX) else { return scale(dataset.rmsX) }
    guard dataset.identityLoss.isFinite else {
      return scale((ys.reduce(0) { $0 + Double($1) * Double($1) } / Double(ys.count)).squareRoot(), false)
    }
    guard dataset.identityLoss > 0 else {
      return Problem(
        isOfSamples: false, words: "equals \(x); the critical companion would have nothing to learn")
    }
    return nil
  }

  private static func scale(_ rms: Double, _ isOfSamples: Bool = true) -> Problem {
    Problem(
      isOfSamples: isOfSamples,
      words: "its rms is \(Float(rms).shortest); scale the data so that X and Y are of the order of 1",
      divisor: (1e-30...1e30).contains(rms) ? Float(rms) : nil)
  }

  /// Of the entries' bits, the lowest first.
  private static func digest(_ data: Dataset) -> UInt64 {
    [data.x, data.y].reduce(FNV1a.start) { hash, values in
      values.reduce(hash) { hash, value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { FNV1a.digest($0, from: hash) }
      }
    }
  }
}

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
      let tables = EmbeddedTables(x, y, form, like: other?.dataset)
      try Self.refuse(tables.problems)
      guard let dataset = tables.dataset else { throw .file(xPath, "has no samples") }
      (plain, notices) = (dataset, tables.notices)
      if !form.isEmbedded { try Self.checkStates(dataset, xPath, yPath) }
    } else {
      try Self.refuse(DataPair(x, y, like: other?.dataset).problems)
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
          + "must have as many: say --embedding fixed or trained")
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

  /// All at once.
  private static func refuse(_ problems: [Refusal]) throws(Refusal) {
    guard var all = problems.first else { return }
    for problem in problems.dropFirst() { all.problem += "; and \(problem)" }
    throw all
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

  /// Of the entries' bits, the lowest first.
  private static func digest(_ data: Dataset) -> UInt64 {
    [data.x, data.y].reduce(FNV1a.start) { hash, values in
      values.reduce(hash) { hash, value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { FNV1a.digest($0, from: hash) }
      }
    }
  }
}

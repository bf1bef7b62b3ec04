import Engine
import Input
import Phases

/// Samples and targets that are read without an embedding, (N, D) each: what is wrong with them, of each file all at once,
/// and which option or line of NumPy would make data of them.
struct DataPair {
  typealias Source = EmbeddedTables.Source

  private(set) var problems: [Refusal] = []

  /// What the advice makes of the two.
  private enum Goal {
    /// Both have D columns.
    case states
    /// An embedding takes both.
    case embedding
    /// It takes the samples, and the targets are labels.
    case labels
  }

  /// - Parameter other: the samples to train on, whose columns these must have.
  init(_ x: Source, _ y: Source, like other: Dataset? = nil) {
    guard case .success(let xs) = x.contents, case .success(let ys) = y.contents else {
      for source in [x, y] { say(source, Self.alone(source)) }
      return
    }
    if x.path == y.path, xs.values != nil, ys.values != nil {
      problems = [
        .file(
          y.path,
          "as the targets it equals \(x.path), the samples, and the critical companion would have nothing to "
            + "learn; give a file of targets")
      ]
      return
    }
    var samples = DataAdvice(path: x.path, contents: xs)
    var targets = DataAdvice(path: y.path, contents: ys, mayBeLabels: other == nil)
    let goal: Goal =
      targets.labels != nil
      ? .labels
      : other == nil && Self.haveWidths(xs, ys) && samples.columns != targets.columns ? .embedding : .states
    if goal != .states {
      samples = DataAdvice(path: x.path, contents: xs, isEmbedded: true)
      targets = DataAdvice(path: y.path, contents: ys, mayBeLabels: true, isEmbedded: true)
    }
    // Of several tokens, rather than of images.
    let tokens =
      xs.shape.count == 3 && ys.shape.count == 3 && xs.shape[1] == ys.shape[1] && xs.shape[1] > 1
      ? "--tokens \(xs.shape[1])" : nil
    switch goal {
    case .labels:
      let isOfTokens = xs.shape.count == 3 && xs.shape[1] > 1
      targets.option = .init(
        words: "--loss cross-entropy" + (isOfTokens ? ", and --tokens \(xs.shape[1]) for tokens" : ""))
    case .embedding:
      if ys.shape.count > 1 { targets.differs(from: samples) }
      targets.option = .init(words: "--embedding fixed" + (tokens.map { ", and \($0) for tokens" } ?? ""))
    case .states where other == nil && xs.shape == ys.shape:
      samples.option = tokens.map { .init(words: $0, isInPlaceOfTheLine: true) }
      targets.option = samples.option
    case .states: break
    }
    if let other {
      samples.require(columns: other.inputs, as: "the samples of --data")
      targets.require(columns: other.outputs, as: "the targets of --data")
    }
    let rows = (samples.rows, targets.rows)
    targets.shorten(to: rows.0, for: x.path)
    samples.shorten(to: rows.1, for: y.path)
    DataAdvice.leaveOut(&samples, &targets)
    scale(&samples, &targets, goal)
    say(x, samples.text())
    say(y, targets.text(besides: samples.saved()))
  }

  /// Whether both have numbers, in columns.
  private static func haveWidths(_ all: NumPyContents...) -> Bool {
    all.allSatisfy { !$0.shape.isEmpty && ($0.values ?? $0.converted) != nil }
  }

  private mutating func say(_ source: Source, _ text: String?) {
    if case .failure(let refusal) = source.contents { problems.append(refusal) }
    if let text { problems.append(.file(source.path, text)) }
  }

  /// Of one file where the other cannot be read.
  private static func alone(_ source: Source) -> String? {
    (try? source.contents.get()).flatMap { DataAdvice(path: source.path, contents: $0).text() }
  }

  /// Mending one problem with the numbers may show another.
  private func scale(_ samples: inout DataAdvice, _ targets: inout DataAdvice, _ goal: Goal) {
    for _ in 1...3 {
      guard let xs = samples.values, let ys = targets.values, samples.isTable, targets.isTable,
        let problem = Self.problem(of: xs, ys, goal, samples.path)
      else { return }
      if problem.isOfSamples {
        samples.add(problem.words, dividingBy: problem.divisor)
      } else {
        targets.add(problem.words, dividingBy: problem.divisor)
      }
    }
  }

  private struct Problem {
    var isOfSamples = true
    var words: String
    /// What makes the numbers fit; `nil` where nothing does.
    var divisor: Float?
  }

  /// What is wrong with the numbers, once what was found so far is mended.
  private static func problem(of xs: [Float], _ ys: [Float], _ goal: Goal, _ x: String) -> Problem? {
    let rms = rms(xs)
    guard rms > 0 else { return Problem(words: "has no entry but 0; nothing can be learnt from it") }
    guard (1e-6...1e6).contains(rms) else { return scale(rms) }
    switch goal {
    case .labels: return nil
    case .embedding:
      let rms = Self.rms(ys)
      return rms == 0 || (1e-6...1e6).contains(rms) ? nil : scale(rms, false)
    case .states:
      guard xs.count == ys.count else { return nil }
      let loss = Dataset(x: xs, y: ys, samples: 1, dimension: xs.count).identityLoss
      guard loss.isFinite else { return scale(Self.rms(ys), false) }
      guard loss > 0 else {
        return Problem(
          isOfSamples: false, words: "equals \(x); the critical companion would have nothing to learn")
      }
      return nil
    }
  }

  private static func rms(_ values: [Float]) -> Double {
    (values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
  }

  private static func scale(_ rms: Double, _ isOfSamples: Bool = true) -> Problem {
    Problem(
      isOfSamples: isOfSamples,
      words: "its rms is \(Float(rms).shortest); scale the data so that X and Y are of the order of 1",
      divisor: (1e-30...1e30).contains(rms) ? Float(rms) : nil)
  }
}

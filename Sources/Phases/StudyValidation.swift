import Input
import Model

extension Study {
  /// Refuses cells that need more memory than there is. `bytes` is what one training needs, `place` what to blame
  /// in place of the study.
  package func validate(
    memory available: Double, at place: String? = nil, bytes: (Problem) -> Double
  ) throws(Refusal) {
    // A trainer says by itself what it has no memory for.
    guard vocabulary.isBuiltIn else { return }
    for corner in corners {
      let problem = problem(for: corner)
      for trained in [problem, problem.criticalCompanion] {
        let needed = bytes(trained)
        guard needed > available else { continue }
        throw .option(
          place ?? "study \(name)",
          "a sweep with the cell at \(columns.parameter.name)=\(columns.value(at: corner.column).shortest), "
            + "\(rows.parameter.name)=\(rows.value(at: corner.row).shortest) needs \(needed.inGigabytes) GB, "
            + "this machine has \(available.inGigabytes) GB; make depth, width, dimension, steps or seeds smaller"
        )
      }
    }
  }

  package var corners: [Cell] {
    [columns.positions.lowerBound, columns.positions.upperBound].flatMap { column in
      [rows.positions.lowerBound, rows.positions.upperBound].map { Cell(column: column, row: $0) }
    }
  }

  /// Checks everything that a sweep or the screen relies on. Values are monotonic along the axes, so the corners are
  /// the extremes of the plane. Throws a `Complaint`.
  func check() throws {
    guard Self.isName(name) else {
      throw Complaint(
        "the name must be 1 to 64 letters, digits, \".\", \"_\" or \"-\", not starting with \".\"")
    }
    guard columns.parameter != rows.parameter else {
      throw Complaint("both axes are \(rows.parameter.name); they must differ")
    }
    for axis in [columns, rows] where fixed[axis.parameter] != nil {
      throw Complaint(
        "\(axis.parameter.name) is an axis and cannot be fixed as well; leave one of them out",
        about: axis.parameter)
    }
    for (parameter, value) in fixed {
      if let complaint = parameter.complaint(about: value) { throw Complaint(complaint, about: parameter) }
    }
    if vocabulary.isBuiltIn { try checkNetwork() }
    try checkSeeds()
    for name in Thresholds.Name.allCases {
      if let complaint = Thresholds.complaint(about: thresholds[name], for: name) {
        throw Complaint(complaint)
      }
    }
    for axis in [columns, rows] {
      if let label = axis.label, !canLabel(axis, label) {
        throw Complaint("the axis \(axis.parameter.name) cannot be labelled by \(label.name)", about: label)
      }
    }
  }

  /// What only the built-in networks can have wrong.
  private func checkNetwork() throws {
    if sets(.alpha), sets(.sigmaV), sets(.residualScale) {
      throw Complaint(
        "alpha, sigma_v and residual_scale cannot all be given; leave one out, it follows from the others",
        about: .residualScale)
    }
    if sets(.budget), sets(.width) {
      throw Complaint("width follows from the budget; leave one of them out", about: .budget)
    }
    try checkBlock()
    try checkSteps()
    try checkTask()
    if ownData != nil, let task = fixed[.task] {
      throw Complaint(
        "own data have targets of their own, and the task is \(task.text); say --task gaussian", about: .task)
    }
    try checkEmbedding()
    let held = fixed[.test]?.number ?? 0
    let most = corners.map { Double(problem(for: $0).shape.samples) }.max() ?? 0
    if let ownData, most + held > Double(ownData.samples) {
      throw Complaint(
        "the data have \(ownData.samples) samples, and \(most.shortest) to train on with \(held.shortest) held out are more",
        about: held > 0 ? .test : .samples)
    }
    try checkDerived()
  }

  /// What samples and targets ask of the embedding.
  private func checkEmbedding() throws {
    let problem = problem(for: corners[0])
    if problem.embedding == .none {
      if problem.loss.isOfLabels {
        throw Complaint(
          "\(problem.loss.rawValue) compares labels with outputs of their own",
          setting: (.embedding, "fixed or trained"), about: .embedding)
      }
      for parameter in [Parameter.inputDimension, .outputDimension] where sets(parameter) {
        throw Complaint(
          "\(parameter.name) belongs to samples that are embedded", setting: (.embedding, "fixed or trained"),
          or: "leave \(parameter.name) out", about: parameter)
      }
    }
    guard let ownData else {
      guard problem.loss.isOfLabels, corners.contains(where: { self.problem(for: $0).outputs < 2 }) else {
        return
      }
      throw Complaint(
        "\(problem.loss.rawValue) is of two classes or more", setting: (.outputDimension, "2 or more"),
        about: .outputDimension)
    }
    if ownData.isEmbedded != (problem.embedding != .none) {
      throw Complaint(
        ownData.isEmbedded
          ? "the data were read for an embedding, and the study has none; let it be fixed or trained"
          : "the data were read for no embedding; leave out the embedding \(problem.embedding.rawValue)",
        about: .embedding)
    }
    if ownData.hasLabels != problem.loss.isOfLabels {
      throw Complaint(
        ownData.hasLabels
          ? "the targets were read as labels; let the loss be cross-entropy"
          : "the targets were read as numbers; leave out the loss \(problem.loss.rawValue)", about: .loss)
    }
  }

  /// What a task asks of samples.
  private func checkTask() throws {
    guard let task = fixed[.task]?.choice.flatMap(TaskName.init), task.isOfSequences else { return }
    for problem in corners.map({ self.problem(for: $0) }) {
      guard problem.shape.tokens > 1 else {
        throw Complaint(
          "the task \(task.rawValue) is of sequences", setting: (.tokens, "2 or more"), about: .tokens)
      }
      guard task == .copy || problem.inputs >= max(2, problem.outputs) else {
        throw Complaint(
          "the task in-context has questions beside answers: \(problem.embedding == .none ? "dimension" : "input_dimension") "
            + "must be 2 or more" + (problem.embedding == .none ? "" : ", and no less than output_dimension"),
          about: problem.embedding == .none ? .dimension : .inputDimension)
      }
    }
  }

  /// What a block does not have cannot be set.
  private func checkBlock() throws {
    let block = setting(.block)?.choice.flatMap(BlockName.init) ?? .perceptron
    let hasHeads = block != .perceptron
    for parameter in [Parameter.keyDimension, .mask] where sets(parameter) && !hasHeads {
      throw Complaint(
        "\(parameter.name) is of attention heads, and a perceptron has none",
        setting: (.block, "heads or transformer"), about: parameter)
    }
    if sets(.heads), block != .transformer {
      guard block != .heads else {
        throw Complaint(
          "heads is of a transformer, beside its hidden units; the number of heads of a block is its width",
          about: .heads)
      }
      throw Complaint("heads is of a transformer", setting: (.block, "transformer"), about: .heads)
    }
    if sets(.activation), block == .heads {
      throw Complaint("attention heads have no activation; leave it out", about: .activation)
    }
  }

  /// Numbers that an optimizer does not have, and a batch of more samples than there are, would change nothing.
  private func checkSteps() throws {
    let optimizer = setting(.optimizer)?.choice.flatMap(OptimizerName.init) ?? .gradientDescent
    let owners: [(Parameter, [OptimizerName])] = [
      (.beta1, [.momentum, .adam]), (.beta2, [.adam]), (.epsilon, [.adam]),
    ]
    for (parameter, names) in owners where sets(parameter) && !names.contains(optimizer) {
      let all = names.map(\.rawValue)
      throw Complaint(
        "\(parameter.name) is of \(all.joined(separator: " and ")), and the optimizer is \(optimizer.rawValue)",
        setting: (.optimizer, all.joined(separator: " or ")), or: "leave \(parameter.name) out",
        about: parameter)
    }
    let most = corners.map { problem(for: $0).shape.samples }.max() ?? 0
    if let batch = fixed[.batch]?.number, batch > Double(most) {
      throw Complaint(
        "a batch of \(batch.shortest) is more than the \(most) samples to train on",
        setting: (.batch, "\(most) or less"), or: "leave it out to train on all of them", about: .batch)
    }
  }

  private func checkSeeds() throws {
    let asked = [
      ("number of seeds", seedCount, 1...Problem.mostSeeds),
      ("first seed", firstSeed, 0...Problem.largestSeed),
      ("data seed", dataSeed, 0...Problem.largestSeed),
    ]
    let wrong = asked.filter { !$2.contains($1) }.map { name, number, range in
      "the \(name) is \(number); it must be from \(range.lowerBound) to \(range.upperBound)"
    }
    if !wrong.isEmpty { throw Complaint(wrong.joined(separator: "; ")) }
  }

  /// What follows from the residual scale or the budget must be allowed too.
  private func checkDerived() throws {
    if let budget = fixed[.budget]?.number {
      for problem in corners.map({ self.problem(for: $0) }) {
        let layer = Double(problem.shape.depth) * Double(problem.shape.dimension)
        guard !(1...1e6).contains(budget / layer) else { continue }
        throw Complaint(
          "the budget \(budget.shortest) asks for width = \((budget / layer).roundedToSixDigits.shortest) at depth "
            + "\(problem.shape.depth) and dimension \(problem.shape.dimension); it must be from 1 to 1000000",
          about: .budget)
      }
    }
    for corner in corners {
      let problem = problem(for: corner)
      for parameter in [Parameter.alpha, .sigmaV] {
        let value = parameter.value(in: problem)
        // Not compared with `complaint`, which is about values that somebody has written.
        guard let allowed = parameter.allowed, !allowed.contains(value) else { continue }
        throw Complaint(
          "the residual scale asks for \(parameter.name) = \(value.roundedToSixDigits.shortest); it must be from "
            + "\(allowed.lowerBound.shortest) to \(allowed.upperBound.shortest)", about: .residualScale)
      }
    }
  }

  /// Whether the residual scale is a function of this axis alone.
  func canLabel(_ axis: Axis, _ label: Parameter) -> Bool {
    let other = axis == columns ? rows.parameter : columns.parameter
    return label == .residualScale && [.alpha, .sigmaV].contains(axis.parameter)
      && ![.alpha, .sigmaV, .depth, .width, .residualScale].contains(other) && !sets(.residualScale)
      && (axis.parameter == .sigmaV || sets(.sigmaV) || other != .dimension)
  }

  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 64 && !name.hasPrefix(".")
      && name.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}

extension Double {
  /// To one decimal, for messages.
  fileprivate var inGigabytes: String { ((self / 1e8).rounded() / 10).shortest }
}

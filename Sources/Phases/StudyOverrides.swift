import Input

/// What the command line changes of a study without a file.
package struct StudyOverrides: Hashable, Sendable {
  /// `--set PARAM=VALUE`
  package var settings: [String] = []
  /// The same by an option for each parameter: `--width 32`, `--step-rule general`.
  package var parameters: [Parameter: String] = [:]
  /// `--from PARAM=VALUE`, where a path begins
  package var beginnings: [String] = []
  /// `--axis PARAM=LOW:HIGH:COUNT`, or `PARAM=VALUE,VALUE,…`
  package var axes: [String] = []
  /// `--threshold NAME=VALUE`
  package var thresholds: [String] = []
  /// `--seed`
  package var firstSeed: Int?
  /// `--seeds`
  package var seedCount: Int?
  /// `--data-seed`
  package var dataSeed: Int?
  /// `--data X Y`
  package var ownData: OwnData?
  /// Of a cell that the command line alone makes: the options that have set what it has; `nil` of a study.
  package var places: [Parameter: String]?
  /// Whether what is changed has to be a study that can be trained; not where it only says how own data are read, which may
  /// be what it lacks.
  package var hasToHold = true

  package init() {}

  /// What makes another study have this one's seeds, data and thresholds.
  package init(ensembleOf study: Study) {
    firstSeed = study.firstSeed
    seedCount = study.seedCount
    dataSeed = study.dataSeed
    ownData = study.ownData
    // The task and the held-out samples are part of the data.
    for parameter in [Parameter.task, .test] where study.ownData?.heldOut == nil || parameter == .task {
      parameters[parameter] = study.fixed[parameter]?.text
    }
    // So is what they are read for.
    for parameter in [Parameter.loss, .embedding, .tokens] where study.ownData != nil {
      parameters[parameter] = study.fixed[parameter]?.text
    }
    thresholds = Thresholds.Name.allCases.map { "\($0.rawValue)=\(study.thresholds[$0].shortest)" }
  }

  /// The changed study, valid.
  package func applied(to original: Study) throws(Refusal) -> Study {
    var study = original
    try placed("--axis " + axes.joined(separator: " --axis ")) { try applyAxes(to: &study) }
    let given = try fixedValues(study.vocabulary)
    for (parameter, fixed) in given.sorted(by: { $0.key.name < $1.key.name }) {
      try placed(fixed.place) { try Self.refuse(axis: parameter, value: fixed.value, in: study) }
      study.fix(parameter, at: fixed.value)
      // The one takes the other's place, unless both are given.
      for (asked, other) in [(Parameter.budget, Parameter.width), (.width, .budget)]
      where parameter == asked && given[other] == nil { study.fixed[other] = nil }
    }
    for threshold in thresholds {
      try placed("--threshold \(threshold)") { try Self.apply(threshold: threshold, to: &study) }
    }
    study.firstSeed = firstSeed ?? study.firstSeed
    study.seedCount = seedCount ?? study.seedCount
    study.dataSeed = dataSeed ?? study.dataSeed
    if !study.vocabulary.isBuiltIn {
      if ownData != nil { throw .option("--data", "a trainer has data of its own; leave it out") }
      if let dataSeed {
        throw .option("--data-seed \(dataSeed)", "a trainer has data of its own; leave it out")
      }
    }
    if let ownData {
      try placed("--data \(ownData.x) \(ownData.y)") { try apply(ownData, to: &study) }
    }
    // A label that the changes made meaningless was not asked for again.
    if let label = study.columns.label, !study.canLabel(study.columns, label) { study.columns.label = nil }
    if let label = study.rows.label, !study.canLabel(study.rows, label) { study.rows.label = nil }
    guard hasToHold else { return study }
    do {
      try study.check()
    } catch {
      let complaint = error as? Complaint ?? Complaint("\(error)")
      let place =
        place(of: complaint.parameter, study.vocabulary)
        ?? (places == nil ? "study \(study.name)" : study.name)
      throw .option(place, complaint.problemOfOptions)
    }
    return study
  }

  /// The option that named a parameter, for a problem that shows only in the whole.
  private func place(of parameter: Parameter?, _ vocabulary: Vocabulary) -> String? {
    if seedCount != nil || firstSeed != nil || dataSeed != nil, parameter == nil {
      let options = [
        seedCount.map { "--seeds \($0)" }, firstSeed.map { "--seed \($0)" },
        dataSeed.map { "--data-seed \($0)" },
      ]
      return options.compactMap(\.self).joined(separator: " ")
    }
    guard let parameter else { return nil }
    if let places { return places[parameter] ?? parameter.option }
    func names(_ text: String) -> Bool {
      (try? vocabulary.parameter(option: Self.split(text).name)) == parameter
    }
    return (try? fixedValues(vocabulary))?[parameter]?.place
      ?? axes.last(where: names).map { "--axis \($0)" }
  }

  func placed(_ place: String, _ body: () throws -> Void) throws(Refusal) {
    do {
      try body()
    } catch {
      throw .option(place, (error as? Complaint)?.problem ?? "\(error)")
    }
  }

  static func split(_ text: String) throws -> (name: String, value: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw Complaint("expected NAME=VALUE")
    }
    return (parts[0], parts[1])
  }

  private static func refuse(axis parameter: Parameter, value: Parameter.Value, in study: Study) throws {
    guard [study.columns.parameter, study.rows.parameter].contains(parameter) else { return }
    throw Complaint(
      "\(parameter.name) is an axis of this study; for this value alone say --axis \(parameter.name)=\(value.text),"
        + " for others --axis \(parameter.name)=LOW:HIGH:COUNT")
  }

  private static func apply(threshold: String, to study: inout Study) throws {
    let (name, value) = try split(threshold)
    let thresholdName = try Thresholds.Name(option: name)
    let number = try Double(typed: value)
    if let complaint = Thresholds.complaint(about: number, for: thresholdName) { throw Complaint(complaint) }
    study.thresholds[thresholdName] = number
  }

  /// An axis that the study has is replaced where it stands; of two new ones the first becomes the columns.
  private func applyAxes(to study: inout Study) throws {
    guard !axes.isEmpty else { return }
    let parsed = try axes.map { try Self.axis($0, study.vocabulary) }
    let (column, row) = (study.columns.parameter, study.rows.parameter)
    let names = "\(column.name) and \(row.name)"
    guard parsed.count <= 2, Set(parsed.map(\.parameter)).count == parsed.count else {
      throw Complaint("a study has two different axes")
    }
    guard parsed.count == 2 || [column, row].contains(parsed[0].parameter) else {
      throw Complaint(
        "the axes of this study are \(names); to put \(parsed[0].parameter.name) in, give both axes with --axis"
      )
    }
    let labels = [column: study.columns.label, row: study.rows.label]
    var remaining = parsed
    var (newColumns, newRows): (Axis?, Axis?)
    if let at = remaining.firstIndex(where: { $0.parameter == column }) {
      newColumns = remaining.remove(at: at)
    }
    if let at = remaining.firstIndex(where: { $0.parameter == row }) { newRows = remaining.remove(at: at) }
    if newColumns == nil, parsed.count == 2 { newColumns = remaining.removeFirst() }
    if newRows == nil, parsed.count == 2 { newRows = remaining.removeFirst() }
    study.columns = newColumns ?? study.columns
    study.rows = newRows ?? study.rows
    study.columns.label = labels[study.columns.parameter] ?? nil
    study.rows.label = labels[study.rows.parameter] ?? nil
    for axis in parsed { study.fixed[axis.parameter] = nil }
  }

  private static func axis(_ text: String, _ vocabulary: Vocabulary) throws -> Axis {
    let (name, value) = try split(text)
    let parameter = try vocabulary.parameter(option: name)
    guard parameter.mayBeAxis else { throw vocabulary.noAxis(parameter) }
    let span = value.split(separator: ":", omittingEmptySubsequences: false)
    if span.count == 1 {
      return try Axis(parameter, values: value.split(separator: ",").map { try Double(typed: $0) })
    }
    guard span.count == 3 else { throw Complaint("expected \(parameter.name)=LOW:HIGH:COUNT") }
    guard let count = Int(span[2]) else { throw Complaint("the count \"\(span[2])\" is not a whole number") }
    return try Axis(parameter, low: Double(typed: span[0]), high: Double(typed: span[1]), count: count)
  }

  private func apply(_ data: OwnData, to study: inout Study) throws {
    let given = try fixedValues(study.vocabulary)
    let ownWords: [Parameter: String] =
      data.isEmbedded
      ? [.inputDimension: "input dimension", .outputDimension: "output dimension"] : [.dimension: "dimension"]
    if let heldOut = data.heldOut {
      if let place = given[.test]?.place {
        throw Complaint("the held-out samples are those of --test-data; leave out \(place)")
      }
      study.fix(.test, at: .number(Double(heldOut.samples)))
    }
    let heldOut = Int(study.fixed[.test]?.number ?? 0)
    // The held-out ones stand behind those to train on.
    let most = data.samples - heldOut
    let owned =
      "the data have \(data.samples) samples" + (heldOut > 0 ? ", of which \(heldOut) are held out" : "")
    guard most > 0 else { throw Complaint("\(owned); none is left to train on") }
    for axis in [study.columns, study.rows] {
      if let name = ownWords[axis.parameter] {
        throw Complaint("the data fix the \(name), which is an axis; use a study without that axis")
      }
      let last = axis.values[axis.count - 1]
      guard axis.parameter == .samples, last > Double(most) else { continue }
      throw Complaint("\(owned), and the axis samples goes to \(last.shortest); let it end at \(most)")
    }
    for (parameter, name) in ownWords.sorted(by: { $0.value < $1.value }) {
      guard let place = given[parameter]?.place else { continue }
      throw Complaint("the data fix the \(name); leave out \(place)")
    }
    if let (value, place) = given[.samples], (value.number ?? 0) > Double(most) {
      throw Complaint("\(owned); leave out \(place), or ask for at most \(most)")
    }
    // A directory with these data may be about the first of them.
    let kept = study.ownData?.digest == data.digest ? study.fixed[.samples] : nil
    if ![study.columns.parameter, study.rows.parameter].contains(.samples) {
      study.fixed[.samples] = given[.samples]?.value ?? kept ?? .number(Double(most))
    }
    if data.isEmbedded {
      study.fixed[.inputDimension] = .number(Double(data.inputs))
      study.fixed[.outputDimension] = .number(Double(data.outputs))
    } else {
      study.fixed[.dimension] = .number(Double(data.dimension))
    }
    study.ownData = data
  }
}

/// What `--set` and the options of the parameters fix, read but not compared with a study yet, with the option that
/// says it.
package typealias FixedValues = [Parameter: (value: Parameter.Value, place: String)]

extension StudyOverrides {
  /// Of `--set` the last of a parameter holds; an option that says something else is a contradiction. What is wrong with
  /// several is said at once.
  package func fixedValues(_ vocabulary: Vocabulary = .builtIn) throws(Refusal) -> FixedValues {
    var fixed: FixedValues = [:]
    var refusals: [Refusal] = []
    func read(_ place: String, _ body: () throws -> Void) {
      do throws(Refusal) { try placed(place, body) } catch { refusals.append(error) }
    }
    for (option, setting) in settings.map({ ("--set", $0) }) + beginnings.map({ ("--from", $0) }) {
      let place = "\(option) \(setting)"
      read(place) {
        let (name, text) = try Self.split(setting)
        let parameter = try vocabulary.parameter(option: name)
        fixed[parameter] = (try parameter.value(of: text), place)
      }
    }
    for (asked, text) in parameters.sorted(by: { $0.key.name < $1.key.name }) {
      let place = "\(asked.option) \(text)"
      read(place) {
        // The options are those of the built-in networks; what is declared by the same name is meant as well.
        let parameter = vocabulary.isBuiltIn ? asked : try vocabulary.parameter(option: asked.name)
        let value = try parameter.value(of: text)
        if let other = fixed[parameter], other.value != value {
          throw Complaint("\(other.place) says something else; leave one of them out")
        }
        fixed[parameter] = (value, place)
      }
    }
    guard var first = refusals.first else { return fixed }
    first.problem = ([first.problem] + refusals.dropFirst().map(\.description)).joined(separator: "; ")
    throw first
  }
}

extension Parameter {
  /// The option of its name: `--sigma-u`.
  package var option: String { "--" + name.replacing("_", with: "-") }
}

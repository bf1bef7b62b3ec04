import Engine
import Model

/// What records of declared networks have beyond those of the built-in ones, and in place of their fields.
enum DeclaredMembers {
  /// `,"quantities":"feature_update accuracy","loss_steps":"0 10 20","measured_steps":"10 20"`; nothing where the network is
  /// built in.
  static func text(of measurement: Measurement) -> [UInt8] {
    guard let steps = measurement.steps, let declared = measurement.problem.declared else { return [] }
    func member(_ name: String, _ words: [String]) -> String {
      ",\"\(name)\":\"\(words.joined(separator: " "))\""
    }
    let text =
      member("quantities", declared.declaration.quantities.map(\.name))
      + member("loss_steps", steps.curve.map(String.init))
      + member("measured_steps", steps.measured.map(String.init))
    return Array(text.utf8)
  }

  /// The problem of a configuration; `nil` where that is of no network of the declaration, of whatever version.
  static func problem(
    _ reader: JSONScanner, _ range: Range<Int>, _ bytes: UnsafeRawBufferPointer, _ declaration: Declaration
  ) -> Problem? {
    var scanner = JSONScanner(bytes, range)
    var (version, seed, seeds): (String?, Int?, Int?) = (nil, nil, nil)
    var isOfTrainer = false
    var values: [Problem.Field.Value?] = declaration.parameters.map { _ in nil }
    do {
      try scanner.forEachMember { name, value in
        if reader.equals(name, "trainer") {
          isOfTrainer = JSONText.string(declaration.name) == "\"\(try reader.text(value))\""
        } else if reader.equals(name, "trainer_version") {
          version = unescaped(try reader.text(value))
        } else if reader.equals(name, "seed") {
          seed = try reader.integer(value)
        } else if reader.equals(name, "seeds") {
          seeds = try reader.integer(value)
        } else if reader.equals(name, "parameters"), value.kind == .object {
          var parameters = JSONScanner(bytes, value.range)
          try parameters.forEachMember { name, value in
            let name = reader.string(name)
            guard let place = declaration.parameters.firstIndex(where: { $0.name == name }) else {
              throw JSONScanner.Malformed()
            }
            values[place] =
              value.kind == .text ? .choice(reader.string(value.range)) : .number(try reader.number(value))
          }
        } else {
          throw JSONScanner.Malformed()
        }
      }
    } catch {
      return nil
    }
    let known = zip(values, declaration.parameters).compactMap { value, parameter in
      value.flatMap { $0.isOfKind(of: parameter.usual) ? $0 : nil }
    }
    guard isOfTrainer, let version, let seed, let seeds, known.count == values.count,
      (0...Problem.largestSeed).contains(seed), (1...Problem.mostSeeds).contains(seeds)
    else { return nil }
    var problem = Problem.standard
    problem.declared = DeclaredValues(declaration, version: version, known)
    (problem.firstSeed, problem.seedCount) = (seed, seeds)
    return problem
  }

  /// A text without its escapes: what a trainer is called can be shown, so that quotes and backslashes are all there are.
  private static func unescaped(_ text: String) -> String {
    var isEscaped = false
    return String(
      text.filter { letter in
        isEscaped = letter == "\\" && !isEscaped
        return !isEscaped
      })
  }

  /// - Parameters:
  ///   - text: base64 of the values.
  ///   - member: the text of another member.
  /// - Returns: `nil` where members are missing or do not belong together.
  static func measurement(
    _ problem: Problem, _ text: Slice<UnsafeRawBufferPointer>, _ member: (String) -> String?
  ) -> Measurement? {
    guard let declaration = problem.declared?.declaration, let curve = member("loss_steps").flatMap(steps),
      let measured = member("measured_steps").flatMap(steps), let names = member("quantities")
    else { return nil }
    let words = names.split(separator: " ").map(String.init)
    let steps = ReportedSteps(curve: curve, measured: measured)
    let perSeed = 1 + measured.count * (2 + words.count) + curve.count
    guard let numbers = FloatText.values(text, count: 2 + problem.seedCount * perSeed) else { return nil }
    let places = declaration.quantities.map { words.firstIndex(of: $0.name) }
    guard places != Array(words.indices) else {
      return Measurement(problem: problem, steps: steps, values: numbers)
    }
    // Another version measured other quantities.
    var values = Array(numbers[..<2])
    for seed in 0..<problem.seedCount {
      let start = 2 + seed * perSeed
      values += numbers[start..<start + 1 + measured.count]
      for step in measured.indices {
        let first = start + 1 + measured.count + step * (1 + words.count)
        values.append(numbers[first])
        values += places.map { $0.map { numbers[first + 1 + $0] } ?? .nan }
      }
      values += numbers[start + perSeed - curve.count..<start + perSeed]
    }
    return Measurement(problem: problem, steps: steps, values: values)
  }

  /// Growing whole numbers, at least one.
  private static func steps(_ text: String) -> [Int]? {
    let words = text.split(separator: " ")
    let steps = words.compactMap { Int($0) }
    guard !steps.isEmpty, steps.count == words.count, zip(steps, steps.dropFirst()).allSatisfy(<) else {
      return nil
    }
    return steps
  }
}

extension Problem.Field.Value {
  fileprivate func isOfKind(of other: Problem.Field.Value) -> Bool {
    (number == nil) == (other.number == nil) && (choice == nil) == (other.choice == nil)
  }
}

extension Problem {
  /// One thing that a problem depends on: what it is called, what it may be, and what follows from it elsewhere. The
  /// table of them is `Problem.fields`.
  package final class Field: Sendable {
    /// The values that there are.
    package enum Kind: Hashable, Sendable {
      case whole(ClosedRange<Int>)
      case real(ClosedRange<Double>)
      /// The names of the choices.
      case choice([String])
      /// Drawn with a seed, or the user's own, known by their digest.
      case data
    }

    /// A value of a field.
    package enum Value: Hashable, Sendable {
      case number(Double)
      case choice(String)
      case data(DataSource)
    }

    package struct Traits: OptionSet, Sendable {
      package let rawValue: Int
      package init(rawValue: Int) { self.rawValue = rawValue }

      /// A study may fix it: in `[fixed]`, with `--set` and by an option of its own.
      package static let parameter = Traits(rawValue: 1)
      /// A parameter that may also vary along a side of the diagram.
      package static let axis = Traits(rawValue: 2 | 1)
      /// Networks that share vectors may differ in it.
      package static let ofLane = Traits(rawValue: 4)
      /// It is written at its default, too, in record keys, study files, tables and captions: those of the first
      /// programs had it. A field without this trait is written where it is not at its default, so that old keys hold.
      package static let alwaysWritten = Traits(rawValue: 8)
      /// Its default is √D.
      package static let followsDimension = Traits(rawValue: 16)
      /// Its default follows from the variants of the training.
      package static let followsParts = Traits(rawValue: 32)
    }

    /// What the critical companion of a problem has.
    package enum Companion<V: Sendable>: Sendable {
      /// The problem's own value.
      case same
      case byDefault
      case its(V)
    }

    /// In files, options and tables.
    package let name: String
    /// In the paper, the guides and on the screen. Of a choice it is the noun behind its value, as in "general steps".
    package let symbol: String
    /// The symbol where the locale has no Greek.
    package let asciiSymbol: String
    /// What it is, in the field's words.
    package let meaning: String
    /// The sentence beside its option.
    package let help: String
    package let kind: Kind
    package let traits: Traits
    /// Whether the critical companion has the problem's own value.
    package let isSameInCompanion: Bool
    /// Its value in a problem.
    package let value: @Sendable (Problem) -> Value
    /// Gives it to a problem. A number outside the range becomes the nearest whole one inside; a value of another kind
    /// changes nothing.
    package let set: @Sendable (Value, inout Problem) -> Void
    /// Gives a problem the default.
    package let reset: @Sendable (inout Problem) -> Void
    /// Whether two problems have the same value.
    package let areEqual: @Sendable (Problem, Problem) -> Bool
    /// Where it is stored; `nil` for what follows from other fields, and for what is declared.
    private let path: (PartialKeyPath<Problem> & Sendable)?
    /// Of a declared network; `nil`: its row is in `Problem.fields`.
    package let declared: Declaration.Parameter?
    /// Where that stands in its declaration.
    private let place: Int
    /// Gives a problem the companion's value.
    let makeCritical: @Sendable (inout Problem) -> Void

    private init<V: Hashable & Sendable>(
      _ path: WritableKeyPath<Problem, V> & Sendable, _ name: String, _ symbol: String, _ meaning: String,
      _ kind: Kind, _ traits: Traits, _ companion: Companion<V>, help: String?,
      reset: (@Sendable (inout Problem) -> Void)? = nil, read: @escaping @Sendable (V) -> Value,
      write: @escaping @Sendable (Value) -> V?
    ) {
      self.name = name
      self.symbol = symbol
      asciiSymbol = symbol.utf8.count == symbol.count ? symbol : name
      self.meaning = meaning
      self.help = help ?? "\(symbol), the \(meaning)."
      self.kind = kind
      self.traits = traits
      self.path = path
      (declared, place) = (nil, 0)
      value = { read($0[keyPath: path]) }
      set = { value, problem in
        if let value = write(value) { problem[keyPath: path] = value }
      }
      areEqual = { $0[keyPath: path] == $1[keyPath: path] }
      let usual = Problem.standard[keyPath: path]
      let reset = reset ?? { $0[keyPath: path] = usual }
      self.reset = reset
      switch companion {
      case .same: (isSameInCompanion, makeCritical) = (true, { _ in })
      case .byDefault: (isSameInCompanion, makeCritical) = (false, reset)
      case .its(let value): (isSameInCompanion, makeCritical) = (false, { $0[keyPath: path] = value })
      }
    }

    /// A whole number.
    convenience init(
      _ path: WritableKeyPath<Problem, Int> & Sendable, _ name: String, _ symbol: String, _ meaning: String,
      _ range: ClosedRange<Int>, _ traits: Traits = .parameter, companion: Companion<Int> = .same,
      help: String? = nil, following: (@Sendable (Problem) -> Int)? = nil
    ) {
      let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
      var reset: (@Sendable (inout Problem) -> Void)?
      if let following { reset = { $0[keyPath: path] = following($0) } }
      self.init(
        path, name, symbol, meaning, .whole(range),
        following == nil ? traits : traits.union(.followsParts), companion, help: help, reset: reset,
        read: { .number(Double($0)) },
        write: { value in
          value.number.map { $0.isFinite ? Int(min(max($0, low), high)) : range.lowerBound }
        })
    }

    /// A real number.
    /// - Parameter following: its default, where that follows from the variants of the training.
    convenience init(
      _ path: WritableKeyPath<Problem, Double> & Sendable, _ name: String, _ symbol: String,
      _ meaning: String, _ range: ClosedRange<Double>, _ traits: Traits = .parameter,
      companion: Companion<Double> = .same, help: String? = nil,
      following: (@Sendable (Problem) -> Double)? = nil
    ) {
      var rule = following
      if traits.contains(.followsDimension) { rule = { Double($0.shape.dimension).squareRoot() } }
      var reset: (@Sendable (inout Problem) -> Void)?
      if let rule { reset = { $0[keyPath: path] = rule($0) } }
      self.init(
        path, name, symbol, meaning, .real(range), following == nil ? traits : traits.union(.followsParts),
        companion, help: help, reset: reset, read: { .number($0) }, write: { $0.number })
    }

    /// One of several names.
    convenience init<Choice: RawRepresentable<String> & CaseIterable & Hashable & Sendable>(
      _ path: WritableKeyPath<Problem, Choice> & Sendable, _ name: String, _ symbol: String,
      _ meaning: String, _ traits: Traits = .parameter, companion: Companion<Choice> = .same,
      help: String? = nil, following: (@Sendable (Problem) -> Choice)? = nil
    ) {
      var reset: (@Sendable (inout Problem) -> Void)?
      if let following { reset = { $0[keyPath: path] = following($0) } }
      self.init(
        path, name, symbol, meaning, .choice(Choice.allCases.map(\.rawValue)),
        following == nil ? traits : traits.union(.followsParts), companion, help: help, reset: reset,
        read: { .choice($0.rawValue) },
        write: { if case .choice(let name) = $0 { Choice(rawValue: name) } else { nil } })
    }

    /// The data.
    convenience init(
      _ path: WritableKeyPath<Problem, DataSource> & Sendable, _ name: String, _ meaning: String,
      _ traits: Traits
    ) {
      self.init(
        path, name, name, meaning, .data, traits, .same, help: nil, read: { .data($0) },
        write: { if case .data(let data) = $0 { data } else { nil } })
    }

    /// A real number that follows from other fields.
    init(
      deriving value: @escaping @Sendable (Problem) -> Double, _ name: String, _ symbol: String,
      ascii: String, _ meaning: String, _ range: ClosedRange<Double>, _ traits: Traits, help: String
    ) {
      self.name = name
      self.symbol = symbol
      asciiSymbol = ascii
      self.meaning = meaning
      self.help = help
      kind = .real(range)
      self.traits = traits
      path = nil
      (declared, place) = (nil, 0)
      isSameInCompanion = false
      self.value = { .number(value($0)) }
      set = { _, _ in }
      reset = { _ in }
      areEqual = { value($0) == value($1) }
      makeCritical = { _ in }
    }

    /// A parameter of a declared network.
    init(declared parameter: Declaration.Parameter, at place: Int) {
      name = parameter.name
      symbol = parameter.symbol
      asciiSymbol = symbol.utf8.count == symbol.count ? symbol : name
      meaning = parameter.meaning
      help = meaning
      kind = parameter.kind
      if case .choice = kind {
        traits = [.parameter, .alwaysWritten]
      } else {
        traits = [.axis, .alwaysWritten]
      }
      path = nil
      declared = parameter
      self.place = place
      isSameInCompanion = true
      let usual = parameter.usual
      let range: ClosedRange<Double>? =
        if case .whole(let range) = kind {
          Double(range.lowerBound)...Double(range.upperBound)
        } else { nil }
      let read: @Sendable (Problem) -> Value = { $0.declared?.values[place] ?? usual }
      value = read
      set = { value, problem in
        switch (usual, value) {
        case (.number, .number(let number)):
          let whole = range.map {
            number.isFinite ? min(max(number.rounded(), $0.lowerBound), $0.upperBound) : 0
          }
          problem.declared?.values[place] = .number(whole ?? number)
        case (.choice, .choice): problem.declared?.values[place] = value
        default: break
        }
      }
      reset = { $0.declared?.values[place] = usual }
      areEqual = { read($0) == read($1) }
      makeCritical = { _ in }
    }
  }
}

extension Problem.Field {
  /// Its value where nobody says anything; `nil` where that follows from the dimension.
  package var defaultValue: Value? {
    if let declared { return declared.usual }
    return path == nil || traits.contains(.followsDimension) ? nil : value(.standard)
  }

  /// Whether it is a function of other fields, which a study may give in place of one of them.
  package var isDerived: Bool { path == nil && declared == nil }

  /// Whether values along an axis have equal ratios; else equal differences.
  package var isLogarithmic: Bool { declared?.isLogarithmic ?? true }

  /// Whether its default follows from other fields.
  package var follows: Bool { !traits.isDisjoint(with: [.followsDimension, .followsParts]) }

  /// Whether it is the property at the path.
  package func isStored(at path: PartialKeyPath<Problem>) -> Bool {
    self.path.map { $0 as PartialKeyPath<Problem> == path } ?? false
  }

  package func isDefault(in problem: Problem) -> Bool {
    var other = problem
    reset(&other)
    return areEqual(problem, other)
  }

  /// Whether a table says it of a problem: where it is not at its default, or where that follows from what the network is
  /// made of, so that a reader of other columns would have to know how.
  package func isTold(of problem: Problem) -> Bool {
    !isDefault(in: problem) || (Problem.fieldsOfParts[name]?(problem) ?? false)
  }

  /// Whether it may have the value.
  package func allows(_ value: Value) -> Bool {
    switch (kind, value) {
    case (.whole(let range), .number(let number)): Int(exactly: number).map(range.contains) ?? false
    case (.real(let range), .number(let number)): range.contains(number)
    case (.choice(let names), .choice(let name)): names.contains(name)
    case (.data, .data): true
    default: false
    }
  }
}

extension Problem.Field: Hashable, CustomStringConvertible {
  package var description: String { name }

  /// Of a declaration that was read twice the rows are the same.
  package static func == (a: Problem.Field, b: Problem.Field) -> Bool {
    if a === b { return true }
    guard let one = a.declared, let other = b.declared else { return false }
    return a.place == b.place && one == other
  }

  package func hash(into hasher: inout Hasher) {
    if declared == nil { hasher.combine(ObjectIdentifier(self)) } else { hasher.combine(name) }
  }
}

extension Problem.Field.Value {
  package var number: Double? { if case .number(let number) = self { number } else { nil } }
  package var choice: String? { if case .choice(let name) = self { name } else { nil } }
}

extension Problem.Field.Value: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  package init(integerLiteral value: Int) { self = .number(Double(value)) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(stringLiteral value: String) { self = .choice(value) }
}

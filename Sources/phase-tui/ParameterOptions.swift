import ArgumentParser
import Phases

/// `--set`, wherever something is trained.
struct SetOption: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: .init(
      "Fix a parameter by its name or symbol, for example width=32 or M=32; may be repeated.",
      valueName: "name=value"),
    completion: .parameters)
  var set: [String] = []
}

/// An option for each parameter: the same as `--set`.
///
/// The argument parser finds the options of a type by its mirror, which has one for each row of the table here.
struct ParameterOptions: ParsableArguments {
  private var texts: [Parameter: String] = [:]

  /// What `--set` says and what they say goes into the overrides.
  func apply(_ set: SetOption, to overrides: inout StudyOverrides) {
    overrides.settings = set.set
    overrides.parameters = texts
  }
}

extension ParameterOptions: CustomReflectable {
  var customMirror: Mirror {
    Mirror(self, children: Parameter.allCases.map { ($0.name, Self.option(of: $0)) })
  }

  /// The option of a parameter, with what its row says.
  static func option(of parameter: Parameter) -> Option<String?> {
    var help = ArgumentHelp(stringLiteral: parameter.field.help)
    if let choices = parameter.choices {
      help.abstract += " (values: \(choices.joined(separator: ", ")))"
      help.valueName = parameter.name.split(separator: "_").last.map(String.init)
    } else {
      help.valueName = parameter.isInteger ? "n" : "x"
    }
    return Option(
      name: .customLong(String(parameter.option.dropFirst(2))), parsing: .unconditional, help: help,
      completion: parameter.choices.map { .list($0) })
  }
}

extension ParameterOptions {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for parameter in Parameter.allCases {
      let option = try container.decode(Option<String?>.self, forKey: Key(stringValue: parameter.name))
      texts[parameter] = option.wrappedValue
    }
  }
}

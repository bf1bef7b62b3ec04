import Archive
import Phases
import Terminal
import Testing

@testable import Explorer

@Suite struct CommandTests {
  /// Texts of every command, in the form in which it is printed.
  static let texts: [String] = Command.forms.flatMap { form -> [String] in
    switch form.argument {
    case .none: [form.name]
    case .count: [form.name, "\(form.name) 3"]
    case .choice(let words): words.map { "\(form.name) \($0)" }
    case .optional(let words): [form.name] + words.map { "\(form.name) \($0)" }
    case .colouring: [form.name] + Coloring.allCases.map { "\(form.name) \($0.name)" }
    case .zoom:
      Command.Zoom.allCases.flatMap {
        ["\(form.name) \($0.rawValue)", "\(form.name) \($0.rawValue) alpha=3 depth=64"]
      }
    case .coordinates: ["\(form.name) alpha=3", "\(form.name) alpha=0.125 depth=64"]
    case .predicate: ["\(form.name) regime=lazy-ode & (depth>64 | alpha<=0.5)"]
    case .number: ["\(form.name) 7"]
    case .threshold: Thresholds.Name.allCases.map { "\(form.name) \($0.rawValue)=0.25" }
    case .width: [form.name, "\(form.name) 1/32", "\(form.name) 0.3"]
    case .paths: [form.name, "\(form.name) completep", "\(form.name) completep depth-mup standard"]
    case .study: [form.name, "\(form.name) alpha-depth"]
    case .theme: [form.name, "\(form.name) light", "\(form.name) my themes/a.toml"]
    case .export:
      ExportFormat.allCases.flatMap {
        ["\(form.name) \($0.rawValue)", "\(form.name) \($0.rawValue) my results/a.\($0.rawValue)"]
      }
    }
  }

  @Test(arguments: texts) func readsBackWhatItPrints(_ text: String) throws {
    let command = try Command(text)
    #expect(command.text == text)
    #expect(try Command(":  \(text)  ") == command)
    #expect(command.name == text.split(separator: " ").first.map(String.init))
  }

  @Test func namesAreWordsAndDifferent() {
    let names = Command.forms.map(\.name) + Command.aliases.keys
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.wholeMatch(of: #/[a-z]+(-[a-z]+)*/#) != nil, "\(name)") }
    for target in Command.aliases.values { #expect(Command.form(named: target) != nil, "\(target)") }
  }

  /// What must be there is there, and nothing else follows.
  @Test(arguments: Command.forms) func complainsAboutItsArgument(_ form: Command.Form) throws {
    if form.argument.isNeeded { #expect(throws: CommandError.self) { try Command(form.name) } }
    // Whether there is one of that name is not known to the text.
    switch form.argument {
    case .study, .theme: return
    default: break
    }
    let error = #expect(throws: CommandError.self) { try Command("\(form.name) gibberish") }
    #expect(error?.description.contains(where: \.isNewline) == false)
  }

  @Test(arguments: [
    ("refin", "unknown command \"refin\"; did you mean \"refine\"?"),
    ("threshold feture=0.2", "unknown threshold \"feture\"; did you mean \"feature\"?"),
    ("threshold feature=-1", "the threshold feature is -1; it must be a positive number"),
    ("xyzzy", "unknown command \"xyzzy\"; ? lists them"),
    ("", "there is no command; ? lists them"),
    ("colour los", "unknown colour \"los\"; one of: regime, final-loss"),
    ("pane los", "unknown pane \"los\"; did you mean \"loss\"?"),
    ("zoom", "zoom needs one of: in, out, region, all"),
    ("left x", "left needs a whole number from 1 to 100000, as in: left 3"),
    ("left 0", "left needs a whole number"),
    ("step 1.5", "step needs a whole number, as in: step 7"),
    ("goto", "goto needs values of axes, as in: goto alpha=3 depth=64"),
    ("goto alpha", "\"alpha\" is not of the form alpha=3"),
    ("goto alph=3", "unknown axis \"alph\"; did you mean \"alpha\"?"),
    ("goto alpha=x", "alpha needs a positive number, not \"x\""),
    ("goto alpha=1 alpha=2", "alpha is named twice"),
    (
      "refine-boundary 1/0",
      "refine-boundary needs a part of a decade from 1/512 to 1, as in: refine-boundary 1/32"
    ),
    ("quit now", "quit takes nothing after it"),
    ("export pdf", "unknown export \"pdf\"; "),
  ]) func saysWhatWouldBeRight(_ text: String, _ problem: String) {
    let error = #expect(throws: CommandError.self) { try Command(text) }
    #expect(error?.description.hasPrefix(problem) == true, "\(error?.description ?? "")")
  }

  @Test func otherSpellings() throws {
    #expect(try Command("color regime") == .coloring(.regime))
    #expect(try Command(":q") == .quit)
    #expect(try Command("goto residual-scale=0.01").text == "goto residual_scale=0.01")
  }

  /// A key and its command's text do the same.
  @Test(arguments: Keymap.standard.bindings) func aKeyIsItsCommand(_ binding: Binding) throws {
    let start = try Fixture.complete(Size(width: 80, height: 24))
    for key in binding.keys {
      var (byKey, byText) = (start, start)
      let effects = byKey.press(key)
      #expect(effects == byText.update(.command(try Command(binding.command.text))))
      #expect(byKey.view() == byText.view())
    }
  }
}

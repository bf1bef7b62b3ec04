import Archive
import Phases
import Terminal

/// What the word before the cursor can become.
package struct Completion: Hashable, Sendable {
  package struct Candidate: Hashable, Sendable {
    package var text: String
    /// What it is, beside it in the list.
    package var help = ""
    /// What is typed behind it once it is decided.
    package var ending = " "
  }

  /// Where the word begins, in characters.
  package var start: Int
  package var candidates: [Candidate] = []
}

/// Finds completions, by what there is to name.
package struct Completer {
  let study: Study
  let measuredSteps: [Int]
  /// Names.
  let studies: [String]
  let themes: [String]
  /// Names in folders, as far as they were read.
  let listings: [String: [String]]

  /// Completions at the cursor of a prompt.
  package func completion(of prompt: Prompt) -> Completion {
    let text = prompt.line.textBeforeCursor
    return prompt.purpose == .command ? completion(ofCommand: text) : completion(ofPredicate: text)
  }

  private func completion(ofCommand text: String) -> Completion {
    let (name, _) = Command.split(text)
    guard text.drop(while: \.isWhitespace).count > name.count else {
      let offered = Command.forms.filter { Command.isOffered($0.name, to: study.vocabulary) }
      let forms = offered.map { Completion.Candidate(text: $0.name, help: $0.help) }
      return matching(forms, word(at: text))
    }
    guard let form = Command.form(named: name) else { return Completion(start: text.count) }
    let argument = text.drop(while: \.isWhitespace).dropFirst(name.count).drop(while: \.isWhitespace)
    return completion(of: form.argument, in: String(argument), of: text)
  }

  private func completion(of kind: Command.Argument, in argument: String, of text: String) -> Completion {
    let word = word(at: text)
    let isFirst = !argument.contains(where: \.isWhitespace)
    func choices(_ words: [String], _ help: String = "") -> Completion {
      isFirst
        ? matching(words.map { .init(text: $0, help: help, ending: "") }, word)
        : Completion(start: word.start)
    }
    switch kind {
    case .none, .count: return Completion(start: word.start)
    case .choice(let words), .optional(let words): return choices(words)
    case .colouring:
      // Of what there is nothing to see it says why.
      let all = Coloring.all(of: study.vocabulary).map {
        Completion.Candidate(text: $0.name, help: $0.lack(in: study) ?? "", ending: "")
      }
      return isFirst ? matching(all, word) : Completion(start: word.start)
    case .width: return choices(["1/8", "1/16", "1/32", "1/64"], "of a decade, or of a linear axis")
    case .number: return choices(measuredSteps.map(String.init), "measured step")
    case .threshold:
      let names = study.thresholds.rules.thresholds
      return matching(
        names.map { .init(text: "\($0.rawValue)=", help: $0.meaning, ending: "") }, word)
    case .paths:
      return paths(in: argument, end: text.count)
    case .study: return choices(studies)
    case .theme:
      return argument.contains("/") ? files(argument, start: text.count - argument.count) : choices(themes)
    case .coordinates: return matching(coordinates(word.text), word)
    case .zoom:
      return isFirst ? choices(Command.Zoom.allCases.map(\.rawValue)) : matching(coordinates(word.text), word)
    case .predicate: return completion(ofPredicate: text)
    case .export:
      if isFirst {
        return matching(ExportFormat.allCases.map { .init(text: $0.rawValue, help: $0.meaning) }, word)
      }
      let (_, path) = Command.split(argument)
      return files(path, start: text.count - path.count)
    }
  }

  private func word(at text: String) -> (text: String, start: Int) {
    let word = text.suffix { !$0.isWhitespace }
    return (word, text.count - word.count)
  }

  private func matching(_ all: [Completion.Candidate], _ word: (text: String, start: Int)) -> Completion {
    Completion(start: word.start, candidates: all.filter { $0.text.hasPrefix(word.text) })
  }

  /// `alpha=`, then the values that the picture has.
  private func coordinates(_ word: String) -> [Completion.Candidate] {
    let axes = [(study.columns, study.columnLabel(at:)), (study.rows, study.rowLabel(at:))]
    guard let equals = word.firstIndex(of: "=") else {
      return axes.map { axis, _ in
        .init(text: axis.parameter.name + "=", help: axis.parameter.meaning, ending: "")
      }
    }
    let named = word[..<equals]
    guard let parameter = study.vocabulary.parameter(spelling: String(named)),
      let axis = axes.first(where: { $0.0.parameter == parameter })?.0
    else { return [] }
    return axis.values.map { .init(text: "\(named)=\($0.shortest)") }
  }

  /// Names of what cells have, and the words that one can be.
  private func completion(ofPredicate text: String) -> Completion {
    let part = text.suffix { !$0.isWhitespace && !"&|()".contains($0) }
    let name = part.prefix { !"=!<>".contains($0) }
    let value = part.suffix { !"=!<>".contains($0) }
    let subjects = PredicateSubjects.of(study.vocabulary)
    guard name.count < part.count else {
      let all = subjects.all.map { Completion.Candidate(text: $0.name, ending: "") }
      let short = subjects.aliases.sorted { $0.key < $1.key }.map { short, name in
        Completion.Candidate(text: short, help: name, ending: "")
      }
      return matching(all + short, (part, text.count - part.count))
    }
    let axes = [study.columns, study.rows]
    let parameter = study.vocabulary.parameter(spelling: String(name))
    let values = axes.first { $0.parameter == parameter }?.values.map(\.shortest)
    let words = subjects.subject(named: String(name))?.words ?? values ?? []
    return matching(words.map { .init(text: $0) }, (value, text.count - value.count))
  }

  /// Those that are built in, and TOML files.
  private func paths(in argument: String, end: Int) -> Completion {
    let (name, length) = PathWords.last(of: argument)
    let builtIns = ParametrisationPath.builtIns.map {
      Completion.Candidate(text: $0.name, help: $0.meaning)
    }
    let files = files(name, start: 0).candidates.filter { $0.text.last == "/" || $0.text.hasSuffix(".toml") }
      .map { Completion.Candidate(text: PathWords.text(of: $0.text), help: $0.help, ending: $0.ending) }
    return Completion(
      start: end - length, candidates: builtIns.filter { $0.text.hasPrefix(name) } + files)
  }

  // MARK: Files

  private func files(_ path: String, start: Int) -> Completion {
    let (folder, _) = Self.split(path: path)
    let names = listings[folder] ?? []
    let candidates = names.map { name in
      Completion.Candidate(text: folder + name, ending: name.last == "/" ? "" : " ")
    }
    // Hidden files are for those who ask for them.
    let shown = candidates.filter {
      $0.text.dropFirst(folder.count).first != "." || path.count > folder.count
    }
    return matching(shown, (path, start))
  }

  /// The folder with its slash, and the beginning of a name in it.
  static func split(path: String) -> (folder: String, name: String) {
    let name = path.suffix { $0 != "/" }
    return (String(path.dropLast(name.count)), name)
  }

  /// The folder that a completion would look into and that was not read yet.
  func wantedFolder(for prompt: Prompt) -> String? {
    let text = prompt.line.textBeforeCursor
    let (name, argument) = Command.split(text)
    let path: String
    switch Command.form(named: name)?.argument {
    case .export:
      let (format, rest) = Command.split(argument)
      guard !format.isEmpty, !rest.isEmpty || text.last?.isWhitespace == true else { return nil }
      path = rest
    case .theme where argument.contains("/"): path = argument
    case .paths:
      guard text.drop(while: \.isWhitespace).count > name.count else { return nil }
      path = PathWords.last(of: text).name
    default: return nil
    }
    let folder = Self.split(path: path).folder
    return listings[folder] == nil ? folder : nil
  }
}

extension String {
  fileprivate func suffix(while predicate: (Character) -> Bool) -> String {
    let end = lastIndex { !predicate($0) }
    return String(end.map { self[index(after: $0)...] } ?? self[...])
  }
}

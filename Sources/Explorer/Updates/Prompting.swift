import Phases
import Terminal

extension State {
  /// A key while the prompt is open.
  mutating func press(_ key: Key, in prompt: Prompt) -> [Effect] {
    var prompt = prompt
    switch key {
    case .escape, .control("c"): return close()
    case .enter: return enter(prompt)
    case .tab, .backTab: complete(&prompt, by: key == .tab ? 1 : -1)
    case .up, .control("p"): recall(&prompt, by: -1)
    case .down, .control("n"): recall(&prompt, by: 1)
    case .backspace where prompt.line.isEmpty: return close()
    case .control("l"): return [.redraw]
    default:
      guard prompt.line.edit(key) else { return [] }
      prompt.chosen = nil
      prompt.problem = nil
      prompt.remembered = nil
    }
    overlay = .prompt(prompt)
    return listing(for: prompt)
  }

  /// Reads the folder that a completion would look into.
  private func listing(for prompt: Prompt) -> [Effect] {
    completer.wantedFolder(for: prompt).map { [.list($0)] } ?? []
  }

  /// Opens a prompt, where there is room for it.
  mutating func open(_ prompt: Prompt) -> [Effect] {
    guard Layout.fits(size) else { return [] }
    overlay = .prompt(prompt)
    return listing(for: prompt)
  }

  /// ctrl-c, which comes as a signal.
  mutating func interrupt() -> [Effect] {
    if overlay != .none { return close() }
    return proposal == nil ? [] : run(.cancel)
  }

  mutating func close() -> [Effect] {
    overlay = .none
    // Folders change; the next prompt reads them again.
    listings = [:]
    return []
  }

  private mutating func enter(_ prompt: Prompt) -> [Effect] {
    let text = prompt.line.text
    guard text.contains(where: { !$0.isWhitespace }) else { return close() }
    do {
      let vocabulary = diagram.study.vocabulary
      let command =
        try prompt.purpose == .command ? Command(text, vocabulary) : .find(Predicate(text, vocabulary))
      histories[prompt.purpose, default: []].removeAll { $0 == text }
      histories[prompt.purpose, default: []].append(text)
      return close() + run(command)
    } catch {
      var prompt = prompt
      prompt.problem = error.description
      overlay = .prompt(prompt)
      return []
    }
  }

  private func complete(_ prompt: inout Prompt, by step: Int) {
    let completion = prompt.chosen?.completion ?? completer.completion(of: prompt)
    let count = completion.candidates.count
    guard count > 0 else { return }
    let index = prompt.chosen.map { ($0.index + step + count) % count } ?? (step > 0 ? 0 : count - 1)
    // What follows the word, a blank or nothing, comes only when there is nothing else to choose.
    let candidate = completion.candidates[index]
    prompt.line.replace(from: completion.start, with: candidate.text + (count == 1 ? candidate.ending : ""))
    prompt.chosen = count == 1 ? nil : .init(completion: completion, index: index)
    prompt.problem = nil
  }

  private func recall(_ prompt: inout Prompt, by step: Int) {
    let history = histories[prompt.purpose] ?? []
    if prompt.remembered == nil { prompt.draft = prompt.line.text }
    let target = (prompt.remembered ?? history.count) + step
    guard (0...history.count).contains(target) else { return }
    prompt.remembered = target == history.count ? nil : target
    prompt.line = TextLine(target == history.count ? prompt.draft : history[target])
    prompt.chosen = nil
    prompt.problem = nil
  }
}

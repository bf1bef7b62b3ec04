import Testing

/// Within a module, too, files stand on one another: who reads one need not read all. Read from names, as text.
@Suite struct CircleTests {
  /// The words of a file that may be names of types, outside of comments and strings.
  static func words(_ text: String) -> Set<Substring> {
    var words: Set<Substring> = []
    let code = text.split(separator: "\"\"\"", omittingEmptySubsequences: false).enumerated()
    for line in code.filter({ $0.offset % 2 == 0 }).flatMap({ $0.element.split(separator: "\n") }) {
      var rest = line[...].utf8
      while let first = rest.first {
        if first == UInt8(ascii: "/"), rest.dropFirst().first == first { break }
        if first == UInt8(ascii: "\"") {
          rest = rest.dropFirst()
          while let next = rest.popFirst(), next != UInt8(ascii: "\"") {
            if next == UInt8(ascii: "\\") { rest = rest.dropFirst() }
          }
          continue
        }
        let word = rest.prefix { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) { words.insert(Substring(word)) }
        rest = rest.dropFirst(max(1, word.count))
      }
    }
    return words
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  /// The types that a file defines, those within others left out.
  static func types(_ text: String) -> [Substring] {
    let modifiers: Set<Substring> = [
      "package", "public", "internal", "private", "fileprivate", "final", "indirect",
    ]
    return text.split(separator: "\n").compactMap { line in
      guard line.first?.isLetter == true else { return nil }
      let words = line.split(separator: " ").drop { modifiers.contains($0) }
      guard ["struct", "enum", "class", "actor", "protocol"].contains(words.first) else { return nil }
      return words.dropFirst().first?.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    }
  }

  /// The groups of three files and more that all lead to one another.
  static func circles(_ texts: [String: String]) -> Set<[String]> {
    var definitions: [Substring: Set<String>] = [:]
    for (file, text) in texts {
      for type in types(text) { definitions[type, default: []].insert(file) }
    }
    let known = texts.mapValues { text in
      Set(words(text).compactMap { definitions[$0]?.count == 1 ? definitions[$0]?.first : nil })
    }
    let reached = known.mapValues { start in
      var (reached, open) = (start, Array(start))
      while let file = open.popLast() {
        for next in known[file] ?? [] where reached.insert(next).inserted { open.append(next) }
      }
      return reached
    }
    let groups = reached.map { file, reachable in
      reachable.filter { $0 == file || reached[$0]?.contains(file) == true }.sorted()
    }
    return Set(groups.filter { $0.count > 2 })
  }

  @Test func aCircleIsFound() {
    let files = [
      "a": "struct A {\n  var b: B // D\n}", "b": "package final class B {\n  let c = [C]()\n}",
      "c": "extension A {\n  struct E {}\n}\nenum C {}", "d": "struct D {\n  let text = \"A\"\n  let a: A\n}",
    ]
    #expect(Self.circles(files) == [["a", "b", "c"]])
    #expect(Self.circles(["a": "struct A { let b: B }", "b": "struct B { let a: A }"]) == [])
  }

  @Test(arguments: [
    "Input", "Model", "Engine", "Limits", "Rates", "Phases", "Archive", "Trainer", "Sweep", "Terminal",
    "Explorer", "phase-bench",
  ]) func filesStandOnOneAnother(_ module: String) throws {
    let files = try Repository.swiftFiles("Sources/\(module)")
    let texts = try Dictionary(uniqueKeysWithValues: files.map { ($0, try Repository.text($0)) })
    #expect(!texts.isEmpty)
    #expect(Self.circles(texts) == [])
  }
}

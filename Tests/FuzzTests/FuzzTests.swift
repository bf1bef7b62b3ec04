import Foundation
import Phases
import Testing

@testable import Archive
@testable import Terminal

/// A function from bytes that somebody else wrote to values, or to an error of one line.
struct Reader: Sendable, CustomTestStringConvertible {
  let name: String
  /// Right inputs.
  let corpus: [[UInt8]]
  let tokens: [String]
  let inputs: Int
  let read: @Sendable ([UInt8]) throws -> Void

  var testDescription: String { name }

  static let toml = [
    "[", "]", "[[", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "\\u0000", "\\U0010FFFF", "#",
    "\n",
    "\r\n", "\t", "a = 1\n", "[a]\n", "[a.b]\n", "[[a]]\n", "1e999", "-0", "nan", "inf", "0x", "0b", "1_000",
    "9223372036854775808", "1979-05-27T07:32:00Z", "true", "low", "values", "fg", "\u{FEFF}", "é",
  ]

  /// A new reader is a new row here.
  static let all = [
    Reader(
      name: "npy", corpus: Corpus.arrays,
      tokens: [
        "{", "}", "(", ")", ",", ":", "'", "\"", "'shape': ", "'descr': ", "'fortran_order': ", "True",
        "False",
        "<f4", ">f8", "<i8", "|O", "0", "-1", "9223372036854775807", "4294967296", " ", "\n", "\u{93}NUMPY",
      ], inputs: 60_000
    ) { _ = try NumPyFile(bytes: $0, path: "fuzz.npy") },
    Reader(name: "study", corpus: Corpus.studies, tokens: toml, inputs: 20_000) { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else { return }
      let study = try Study(toml: text, file: "fuzz.toml")
      #expect(try Study(toml: study.toml, file: "fuzz.toml") == study)
    },
    Reader(name: "theme", corpus: Corpus.themes, tokens: toml, inputs: 20_000) { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else { return }
      var file = try ThemeFile(path: "fuzz.toml", source: text)
      file.readRoles(colors: file.palette)
      if let problem = file.problems.first { throw problem }
    },
    Reader(name: "keys", corpus: Corpus.keys, tokens: toml, inputs: 20_000) { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else { return }
      _ = try KeyFile(path: "fuzz.toml", source: text)
    },
    Reader(name: "path", corpus: Corpus.paths, tokens: toml + ["^", "*", "depth", "L^"], inputs: 20_000) {
      bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else { return }
      let path = try ParametrisationPath(toml: text, file: "fuzz.toml")
      let sizes: [Parameter: Double] = [.depth: 2, .width: 4, .dimension: 8]
      #expect(path.factor(of: .alpha, from: sizes, to: sizes) == 1)
    },
    // As they are, almost all of them fail at the checksum; with a right one they reach what lies behind.
    Reader(name: "records", corpus: Corpus.records, tokens: json, inputs: 20_000) { try decode($0) },
    Reader(name: "records with right checksums", corpus: Corpus.records, tokens: json, inputs: 40_000) {
      bytes in
      try decode(Corpus.checked(bytes))
    },
  ]

  private static func decode(_ bytes: [UInt8]) throws {
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let record = try Array(line).withUnsafeBytes { bytes throws(RecordCoder.Problem) in
        try RecordCoder.decode(bytes)
      }
      // What is accepted reads back as the same.
      let again = RecordCoder.encode(record).dropLast()
      let back = try Array(again).withUnsafeBytes { bytes throws(RecordCoder.Problem) in
        try RecordCoder.decode(bytes)
      }
      #expect(
        back.problem == record.problem && back.key == ProblemKey(record.problem))
    }
  }

  private static let json = [
    "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "1e999", "-0", "-1", "9223372036854775808",
    "0.1", "=",
    "AAAA", "/w==", "\"seeds\":1000", "\"steps\":100000", "\"depth\":1000000", "\"kind\":\"survey\"",
    "\"paths\":\"",
    "\"norms\":\"", "\"limit\":\"", "\"values\":\"", "\"format\":1", "\n", "\u{0}", "é",
  ]
}

/// No input ends the program, keeps it busy or fills its memory; what is refused is refused in one line.
@Suite struct FuzzTests {
  /// Of one input, which has at most 4 kB; a hundred times what is seen under load.
  private static let mostSeconds = 2.0
  /// That all inputs together may add to the most that the process ever had.
  private static let mostMemory = 256 << 20

  @Test(arguments: Reader.all)
  func survivesAnything(_ reader: Reader) {
    var mutator = Mutator(seed: 1, corpus: reader.corpus, tokens: reader.tokens)
    let before = Self.mostResidentBytes
    var accepted = 0
    var slowest = (seconds: 0.0, input: [UInt8]())
    for _ in 0..<reader.inputs {
      let input = mutator.next()
      let start = ContinuousClock.now
      do {
        try reader.read(input)
        accepted += 1
      } catch {
        let message = "\(error)"
        if message.isEmpty || message.contains(where: \.isNewline) {
          Issue.record("\(message) is not one line, for \(Self.shown(input))")
        }
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      if seconds > slowest.seconds { slowest = (seconds, input) }
    }
    #expect(slowest.seconds < Self.mostSeconds, "\(Self.shown(slowest.input))")
    #expect(Self.mostResidentBytes - before < Self.mostMemory)
    // Both happen, or else the inputs would be too wrong, or not wrong.
    #expect(accepted > reader.inputs / 1000 && accepted < reader.inputs)
  }

  @Test func thereAreEnoughInputs() {
    #expect(Reader.all.map(\.inputs).reduce(0, +) >= 100_000)
  }

  @Test(arguments: Reader.all)
  func readsTheCorpus(_ reader: Reader) throws {
    #expect(!reader.corpus.isEmpty)
    for input in reader.corpus { try reader.read(input) }
  }

  private static func shown(_ input: [UInt8]) -> String { Data(input).base64EncodedString() }

  private static var mostResidentBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss) * 1024
  }
}

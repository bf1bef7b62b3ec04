import EngineInterface
import Input
import Model
import Phases

/// A file that a study directory must have had, and has no more.
package enum LostFile: Sendable {
  /// With the classes of its records: none where there is no record yet.
  case arithmetic(Set<NumericsClass>)
  /// With a problem that is recorded.
  case study(Problem)
  /// One or both of `X.npy` and `Y.npy`.
  case data([String])

  /// What is missing, and how it can be had again.
  package func refusal(_ path: String) -> Refusal {
    let copy = "copy it from another copy of the directory"
    switch self {
    case .arithmetic(let classes) where classes.count == 1:
      let word = classes.first?.rawValue ?? ""
      return .file(
        path,
        "its file arithmetic is missing; all that it holds is the word \(word), as its records are in that "
          + "arithmetic (in the directory: echo \(word) > arithmetic)")
    case .arithmetic(let classes):
      let words = (classes.isEmpty ? Set(NumericsClass.allCases) : classes).map(\.rawValue).sorted()
      return .file(
        path,
        "its file arithmetic is missing; all that it holds is one of the words \(words.joined(separator: ", ")), "
          + (classes.isEmpty
            ? "and there is no record that would tell which: the next sweep writes it"
            : "and its records are in each of them: keep in records those of one"))
    case .study(let problem):
      return .file(
        path,
        "its study.toml is missing; \(copy), or sweep once with the very options that the directory was made with, "
          + "so that its records turn out to be of that study (one of them has \(Self.words(problem)))")
    case .data(let names) where names.count == 1:
      let (name, place) = (names[0], names[0] == "X.npy" ? "first" : "second")
      return .file(
        path,
        "its \(name) is missing; \(copy), or put the file there under this name that --data was given \(place)"
      )
    case .data:
      return .file(
        path,
        "its X.npy and Y.npy are missing, and its records are of own data; copy them from another copy of the "
          + "directory, or give it once more the two files with --data")
    }
  }

  private static func words(_ problem: Problem) -> String {
    if let declared = problem.declared {
      let values = zip(declared.declaration.parameters, declared.values).map { "\($0.name)=\($1.text)" }
      return (values + ["seeds=\(problem.seedCount)"]).joined(separator: " ")
    }
    let values = Parameter.allCases.filter {
      $0.choices == nil && $0.isAlwaysWritten || !$0.field.isDefault(in: problem)
    }.map { "\($0.name)=\($0.field.value(problem).text)" }
    let data = if case .gaussian(let seed) = problem.data { "data_seed=\(seed)" } else { "own data" }
    return (values + ["seeds=\(problem.seedCount)", data]).joined(separator: " ")
  }
}

extension StudyDirectory {
  /// What there is at a path.
  package enum Presence: Sendable {
    /// No study: nothing, or what another process is just making.
    case none
    case study
    case lost(LostFile)
  }

  package static func presence(_ path: String) -> Presence {
    // First: where there are records by now, the other files were there before.
    let witness = RecordWitness(folder: "\(path)/records")
    func has(_ name: String) -> Bool { FileSystem.exists("\(path)/\(name)") }
    switch (has("study.toml"), has("arithmetic")) {
    case (true, false): return .lost(.arithmetic(witness.numerics))
    case (false, _): return witness.example.map { .lost(.study($0)) } ?? .none
    case (true, true): break
    }
    let missing = ["X.npy", "Y.npy"].filter { !has($0) }
    if missing.count == 1 { return .lost(.data(missing)) }
    // Records of drawn data beside them are another study's, which somebody has put there.
    if missing.count == 2, !witness.isEmpty, witness.digests.count == witness.data.count {
      return .lost(.data(missing))
    }
    return .study
  }

  /// Whether there is a study at the path, or what is left of one.
  package static func exists(_ path: String) -> Bool {
    if case .none = presence(path) { false } else { true }
  }

  /// What the study at the path has lost, if anything.
  package static func lostFile(_ path: String) -> LostFile? {
    if case .lost(let file) = presence(path) { file } else { nil }
  }

  /// Refuses data that are not those of the records.
  static func check(_ data: DataSource, of path: String) throws(Refusal) {
    let witness = RecordWitness(folder: "\(path)/records")
    guard !witness.isEmpty, !witness.data.contains(where: { $0.isSame(as: data) }) else { return }
    throw .file(
      path,
      witness.digests.isEmpty
        ? "it has X.npy and Y.npy, but its records are not of own data; take the two files out of it"
        : "its X.npy and Y.npy are not those that its records were trained on; put those back that --data was given"
    )
  }

  /// Makes `study.toml` or the data anew where the records are of this study, and of no other. Returns what was made.
  package static func mend(
    _ path: String, _ lost: LostFile, study: Study, own: OwnDataset?, numerics: NumericsClass
  ) throws -> String {
    switch lost {
    case .arithmetic(let classes):
      guard classes.isEmpty else { throw lost.refusal(path) }
      try OutputFile("\(path)/arithmetic").createOnce(Array("\(numerics.rawValue)\n".utf8))
      return "arithmetic"
    case .study:
      guard try hasOnlyRecords(of: study, path) else { throw lost.refusal(path) }
      _ = try StudyDirectory(making: path, study: study, own: own, numerics: numerics)
      return "study.toml"
    case .data(let names):
      let digests = RecordWitness(folder: "\(path)/records").digests
      guard let own, digests.isEmpty || digests.contains(own.data.digest) else { throw lost.refusal(path) }
      _ = try StudyDirectory(making: path, study: study, own: own, numerics: numerics)
      return names.joined(separator: " and ")
    }
  }

  private static func hasOnlyRecords(of study: Study, _ path: String) throws -> Bool {
    // Own data go by different names here and there.
    func bare(_ problem: Problem) -> Problem {
      var bare = problem
      bare.data = .gaussian(seed: 0)
      return bare
    }
    let companions = Set(study.lattice.baseCells.map { bare(study.problem(for: $0).criticalCompanion) })
    var reader = JournalReader(folder: "\(path)/records")
    var (own, others) = (0, 0)
    try reader.read(isLast: true) { line in
      let problem = line.record.problem
      if study.cell(of: problem) != nil {
        own += 1
      } else if !problem.data.isSame(as: study.data) || !companions.contains(bare(problem)) {
        others += 1
      }
    }
    return others == 0 && own > 0
  }
}

import EngineInterface
import Foundation
import Input
import Model
import Phases

/// A study on disk, which any number of processes on any number of machines may fill and look at:
///
///     DIR/study.toml    the study, as it was first asked for
///     DIR/arithmetic    the class of arithmetic of every record, one word
///     DIR/X.npy Y.npy   the user's own data, if there are any
///     DIR/declaration.json  what the trainer declares, if the networks are a trainer's
///     DIR/records/      journals, one a process (`Journal`)
///     DIR/begun/        first seeds of cells that an explorer has begun, until they are whole (`BegunCells`)
///
/// The first process makes these files, each under a temporary name and then under its own, so that of many that
/// start together one wins and the others read what it wrote.
package struct StudyDirectory: Sendable {
  package let path: String
  package let study: Study
  package let ownDataset: OwnDataset?
  package let numerics: NumericsClass

  package var records: String { "\(path)/records" }
  package var begun: String { "\(path)/begun" }

  /// What is to be said where the folder of the records is gone: the study is there, and none of its cells.
  package var complaint: String? {
    FileSystem.exists(records)
      ? nil
      : "\(records) is missing, and every finished cell with it; copy the folder from where there is another, or all "
        + "cells are trained anew"
  }

  /// Opens a directory that has a study already.
  /// - Parameter declaration: of the trainer that is to train more of it; `nil`: as it was declared last.
  package init(opening path: String, declaration: Declaration? = nil) throws {
    self.path = path
    switch Self.presence(path) {
    case .study: break
    case .lost(let file): throw file.refusal(path)
    case .none: throw Refusal.file(path, "is not a study directory: it has no study.toml and arithmetic")
    }
    let name = try FileSystem.text(of: "\(path)/arithmetic", isNamed: false).trimmingCharacters(
      in: .whitespacesAndNewlines)
    guard let numerics = NumericsClass(rawValue: name) else {
      let names = NumericsClass.allCases.map(\.rawValue)
      throw Refusal.file("\(path)/arithmetic", name.unknown("arithmetic", among: names))
    }
    self.numerics = numerics
    let kept = try DeclarationFile.read(in: path)
    if let kept, let declaration, kept.name != declaration.name {
      throw Refusal.file(
        path,
        "holds cells of the trainer \(kept.name), and this one is \(declaration.name); choose another directory"
      )
    }
    if numerics == .trainer, kept == nil, declaration == nil {
      throw Refusal.file(
        path, "its \(DeclarationFile.name) is missing; it is made again by a sweep with the trainer")
    }
    var study = try Study(
      contentsOf: "\(path)/study.toml", isNamed: false, declaration: declaration ?? kept)
    ownDataset = try Self.ownDataset(path, DataForm(study))
    if let ownDataset {
      study.ownData = ownDataset.data
      try Self.check(study.data, of: path)
    }
    self.study = study
  }

  /// The user's own data in a directory; `nil` where it has none.
  package static func ownDataset(_ path: String, _ form: DataForm) throws -> OwnDataset? {
    guard FileSystem.exists("\(path)/X.npy") else { return nil }
    return try OwnDataset(x: "\(path)/X.npy", y: "\(path)/Y.npy", form: form, isNamed: false)
  }

  /// Makes what is missing of the directory, and opens it. What is there already stays.
  package init(making path: String, study: Study, own: OwnDataset?, numerics: NumericsClass) throws {
    try Self.make(path, study: study, own: own, numerics: numerics)
    try self.init(opening: path, declaration: study.vocabulary.declaration)
  }

  /// A directory that is made for its first record.
  package init(planning path: String, study: Study, own: OwnDataset?, numerics: NumericsClass) {
    self.path = path
    self.study = study
    ownDataset = own
    self.numerics = numerics
  }

  private static func make(
    _ path: String, study: Study, own: OwnDataset?, numerics: NumericsClass
  ) throws(Refusal) {
    // It would be the root.
    guard !path.isEmpty else { throw .unwritable("study directory", "its name is empty") }
    guard FileSystem.makeFolder("\(path)/records") else {
      throw .unwritable(path, "the directory cannot be made: \(FileSystem.problem)")
    }
    if let own {
      let data = own.dataset
      for (name, columns, values) in [("X", data.inputs, data.x), ("Y", data.outputs, data.y)] {
        let shape = [data.samples] + (data.tokens > 1 ? [data.tokens] : []) + [columns]
        try OutputFile("\(path)/\(name).npy").createOnce(NumPyFile(shape: shape, values: values).bytes)
      }
    }
    if let declaration = study.vocabulary.declaration { try DeclarationFile.write(declaration, in: path) }
    try OutputFile("\(path)/arithmetic").createOnce(Array("\(numerics.rawValue)\n".utf8))
    // Last: a directory with it has the rest.
    try OutputFile("\(path)/study.toml").createOnce(Array(study.toml.utf8))
  }

  /// Makes the directory again if somebody deleted it.
  package func restore() throws(Refusal) {
    try Self.make(path, study: study, own: ownDataset, numerics: numerics)
  }

  /// Refuses a directory that takes no records, before anything is trained for it.
  package func checkWritable() throws(Refusal) {
    if !FileSystem.exists(records) { try restore() }
    guard FileSystem.allows(records, W_OK | X_OK) else { throw .unwritable(records) }
  }

  /// Refuses a kernel whose bits would differ from those of the records.
  package func check(_ kernel: any Kernel) throws(Refusal) {
    guard kernel.numerics != numerics else { return }
    throw .file(
      path,
      "is measured in \(numerics.rawValue) arithmetic, the kernel \(kernel.name) has \(kernel.numerics.rawValue); "
        + "choose another kernel (PHASE_TUI_KERNEL, phase-tui info) or another directory")
  }

  /// What a new journal of this process is written by.
  package func journal() -> Journal {
    Journal(path: "\(records)/\(Journal.freshName)") { [self] () throws(Refusal) in try restore() }
  }

  /// The same of cells of which only the first seeds are trained.
  package func begunJournal() -> Journal {
    Journal(path: "\(begun)/\(Journal.freshName)") { [self] () throws(Refusal) in
      try restore()
      guard FileSystem.makeFolder(begun) else { throw .unwritable(begun, FileSystem.problem) }
    }
  }
}

extension OutputFile {
  /// Writes the file if there is none; one that is there, or that another process makes at this moment, stays.
  func createOnce(_ bytes: [UInt8]) throws(Refusal) {
    if FileSystem.exists(path) { return }
    let temporary = try written(CollectionOfOne(bytes))
    defer { FileSystem.remove(temporary) }
    if FileSystem.link(temporary, to: path) || errno == EEXIST { return }
    // A file system without hard links: whoever comes last replaces equal bytes.
    guard FileSystem.rename(temporary, to: path) else { throw .unwritable(path) }
  }
}

import Engine
import Foundation
import Model
import Phases
import Synchronization
import Testing
import Trainer

@testable import Sweep

/// Cells that a program of somebody else's trains.
@Suite(.timeLimit(.minutes(2))) struct TrainerWorkTests {
  /// A shell script that trains: the last loss is `100 + x - y + seed`.
  private final class Trainers: Sendable {
    let folder: String
    let pool: TrainerPool
    let study: Study

    /// - Parameters:
    ///   - cell: what is done with each cell, whose `$id`, `$x`, `$y` and `$seeds` are known.
    init(
      most: Int = 1, axes: [String] = ["x=0:20:5", "y=1:64:4"], seeds: Int = 2, _ cell: String = "train"
    ) throws {
      let url = FileManager.default.temporaryDirectory.appending(path: "trained-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      folder = url.path
      let program = TrainerProgram(
        ["sh", "-c", "most=\(most)\n" + Self.words + "\ncell() { \(cell)\n}\n" + Self.loop], folder: folder)
      let session = try TrainerSession(program, patience: .seconds(60))
      let said = try #require(try session.declaration())
      let declaration = Declaration(
        name: said.name, version: said.version,
        parameters: said.parameters.map { parameter in
          guard case .whole(let low, let high, let usual) = parameter.kind else { preconditionFailure() }
          return .init(
            parameter.name, parameter.symbol, "", .whole(low...high), usual: .number(Double(usual)),
            isLogarithmic: parameter.scale == .logarithmic)
        }, quantities: [.init("q", "q", "")], mostCells: said.mostCells)
      pool = TrainerPool(
        session, said, declaration: declaration, program: program, patience: .seconds(60)
      ) { _ in nil }
      var overrides = StudyOverrides()
      overrides.axes = axes
      overrides.seedCount = seeds
      study = try overrides.applied(to: Study(of: declaration, axes: axes))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// What the script has written, a line each.
    func lines(_ name: String) -> [String] {
      let text = (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
      return text.split(separator: "\n").map(String.init)
    }

    private static let words = #"""
      echo started >> starts
      hello='{"name": "walk", "version": "1", "quantities": [{"name": "q"}], "most_cells": '$most', "parameters":
       [{"name": "x", "kind": "whole", "low": 0, "high": 20, "default": 3},
        {"name": "y", "kind": "whole", "low": 1, "high": 64, "default": 8, "scale": "log"}]}'
      train() {
        for seed in $seeds; do
          printf '%s\n' '{"id": '$id', "seed": '$seed', "losses": [[0, 100], [5, 90], [10, '$((100 + x - y + seed))']], "quantities": {"q": [[10, '$x']]}}'
        done
      }
      """#

    private static let loop = #"""
      while read -r line; do
        case $line in
        *'"phase_tui"'*) echo $hello;;
        *'"quit"'*) exit 0;;
        *'"train"'*)
          echo message >> messages
          rest=$line
          while case $rest in *'"id": '*) true;; *) false;; esac; do
            rest=${rest#*'"id": '}; id=${rest%%,*}
            x=${rest#*'"x": '}; x=${x%%[,\}]*}; y=${rest#*'"y": '}; y=${y%%[,\}]*}
            seeds=${rest#*'"seeds": ['}; seeds=$(echo "${seeds%%]*}" | tr -d ,)
            echo "$x $y" >> cells; cell
          done;;
        esac
      done
      """#
  }

  @Test(arguments: [1, 3], [1, 4]) func everyCellIsTrainedOnce(_ jobs: Int, _ most: Int) throws {
    let trainers = try Trainers(most: most)
    defer { trainers.pool.close() }
    let sweep = UnattendedSweep(
      study: trainers.study, jobs: jobs, makeWork: Work.maker(trainers: trainers.pool))
    #expect(sweep.complete(refining: 1) == .complete)
    let diagram = sweep.diagram
    #expect(diagram.failures.isEmpty && diagram.criticals.isEmpty && diagram.summaries.count > 20)
    #expect(Set(trainers.lines("cells")).count == diagram.summaries.count)
    #expect(trainers.lines("cells").count == diagram.summaries.count)
    for (cell, summary) in diagram.summaries {
      let (x, y) = (trainers.study.columns.value(at: cell.column), trainers.study.rows.value(at: cell.row))
      #expect(summary[.finalLoss] == Float(100.5 + x - y) && summary[.initialLoss] == 100)
      // Of two seeds a tie goes to the first rule.
      #expect(summary.verdict.mark.letter == (x - y + 1 > 0 ? "X" : "T"), "\(x) \(y)")
    }
    // Programs stay from round to round, and a worker has one.
    #expect(trainers.lines("starts").count <= jobs)
    #expect(trainers.lines("messages").count >= diagram.summaries.count / most)
  }

  @Test func cellsFailByThemselves() throws {
    let trainers = try Trainers(
      most: 4,
      "if [ $x = 5 ]; then echo '{\"id\": '$id', \"failed\": \"out of memory\"}'; else train; fi")
    defer { trainers.pool.close() }
    let sweep = UnattendedSweep(study: trainers.study, jobs: 2, makeWork: Work.maker(trainers: trainers.pool))
    #expect(sweep.complete(refining: 0) == .complete)
    #expect(sweep.diagram.failures.count == 4 && Set(sweep.diagram.failures.values) == ["out of memory"])
    #expect(sweep.diagram.summaries.count == 16)
    #expect(sweep.diagram.failures.keys.allSatisfy { $0.column == Position(base: 1) })
  }

  /// A program that dies takes its cell along, once it is sure that the cell is why, and is started again for the next.
  @Test func aProgramThatDiesIsStartedAgain() throws {
    let trainers = try Trainers("if [ $x-$y = 5-1 ]; then echo no CUDA >&2; exit 3; fi; train")
    defer { trainers.pool.close() }
    let sweep = UnattendedSweep(study: trainers.study, jobs: 1, makeWork: Work.maker(trainers: trainers.pool))
    #expect(sweep.complete(refining: 0) == .complete)
    #expect(sweep.diagram.summaries.count == 19 && trainers.lines("starts").count == 3)
    #expect(sweep.diagram.failures.values.first?.contains("ended with status 3") == true)
  }

  /// It trains on while nobody wants it any more, and is told.
  @Test(.timeLimit(.minutes(1))) func cancellingEndsWhatIsInTraining() throws {
    let trainers = try Trainers("echo > running; sleep 1000")
    defer { trainers.pool.close() }
    let running = "\(trainers.folder)/running"
    #expect(mkfifo(running, 0o600) == 0)
    let sweep = UnattendedSweep(
      study: trainers.study, jobs: 1, makeWork: Work.maker(trainers: trainers.pool))
    // Whoever reads it waits until it is written.
    Thread {
      _ = try? String(contentsOfFile: running, encoding: .utf8)
      sweep.sweep.cancel()
    }.start()
    #expect(sweep.complete(refining: 0) == .cancelled)
    #expect(sweep.diagram.summaries.isEmpty && sweep.diagram.failures.isEmpty)
  }

  /// What begins after the end begins nothing.
  @Test func nothingIsTrainedAfterTheEnd() throws {
    let trainers = try Trainers()
    defer { trainers.pool.close() }
    let work = Work.maker(trainers: trainers.pool)()
    work.stop()
    let problem = trainers.study.problem(for: Cell(column: 0, row: 0))
    #expect(work.trainEach([problem], { false }, { _, _, _ in }) == [.failure(.cancelled)])
    let other = Work.maker(trainers: trainers.pool)()
    #expect(other.trainEach([problem], { true }, { _, _, _ in }) == [.failure(.cancelled)])
    #expect(try other.trainEach([problem], { false }, { _, _, _ in })[0].get().problem == problem)
    #expect(trainers.lines("cells").count == 1)
  }

  @Test func whoListensIsToldOfTheEnd() {
    let gate = Gate()
    let told = Mutex(0)
    var listener: Gate.Listener? = gate.whenCancelled { told.withLock { $0 += 1 } }
    let other = gate.whenCancelled { told.withLock { $0 += 10 } }
    _ = listener
    listener = nil
    gate.cancel()
    #expect(told.withLock { $0 } == 10)
    withExtendedLifetime(other) {}
    let late = gate.whenCancelled { told.withLock { $0 += 100 } }
    #expect(told.withLock { $0 } == 110)
    withExtendedLifetime(late) {}
  }
}

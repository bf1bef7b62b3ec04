import Foundation
import Testing

@testable import Trainer

/// Trainers that do what they must not: what the user sees, and that others go on.
@Suite struct HostileTrainerTests {
  struct Hostile: CustomTestStringConvertible, Sendable {
    var name: String
    var script: String
    /// Why its cell has failed.
    var reason: String

    init(_ name: String, _ script: String, _ reason: String) {
      (self.name, self.script, self.reason) = (name, script, reason)
    }

    var testDescription: String { name }
  }

  /// In training: the first cell fails, and the trainer is started again for the second.
  static let inTraining = [
    Hostile("dies", "greet; next; exit 3", "the trainer ended with status 3"),
    Hostile(
      "says why it dies", "greet; next; echo no torch >&2; exit 1", "status 1; its last words: no torch"),
    Hostile("is killed", "greet; next; kill -9 $$", "the trainer was ended by signal 9"),
    Hostile(
      "dies within a line", #"greet; next; printf '{"id": 1, "se'; exit 0"#,
      "the trainer ended with status 0 within line 2 of its output"),
    Hostile("closes its output", "greet; next; exec >&-; next", "the trainer closed its standard output"),
    Hostile(
      "prints by accident", "greet; next; say 'Epoch 1/10'",
      "line 2 of the trainer's output is no message but \"Epoch 1/10\"; print what is none on standard error"),
    Hostile("prints an empty line", "greet; next; echo", "line 2 of the trainer's output is empty"),
    Hostile(
      "prints wrong JSON", #"greet; next; say '{"id": 1,}'"#, "line 2 of the trainer's output is not JSON"),
    Hostile(
      "prints what is not UTF-8", #"greet; next; printf '{"id": 1, "failed": "\377"}\n'"#,
      "line 2 of the trainer's output is not UTF-8 text"),
    Hostile(
      "prints NaN", #"greet; next; say '{"id": 1, "seed": 0, "losses": [[0, NaN]]}'"#,
      "has NaN, which JSON does not know; write \"nan\" in quotes"),
    Hostile(
      "answers an unknown cell", "greet; next; id=99; answer",
      "line 2 of the trainer's output is about cell 99, which is not in training"),
    Hostile(
      "answers an unknown seed", #"greet; next; say '{"id": 1, "seed": 5, "losses": [[0, 1]]}'"#,
      "is about seed 5 of cell 1, which was not asked for"),
    Hostile(
      "answers a seed twice", "greet; next; answer; answer",
      "line 3 of the trainer's output is about seed 0 of cell 1, which has ended already"),
    Hostile(
      "says a loss of a seed that has ended",
      #"greet; next; answer; say '{"id": 1, "seed": 0, "step": 1, "loss": 1}'"#,
      "is about seed 0 of cell 1, which has ended already"),
    Hostile(
      "declares twice", "greet; next; echo $hello", "line 2 of the trainer's output declares the trainer once"
    ),
    Hostile(
      "prints a line of 100 MB", #"greet; next; head -c 100000000 /dev/zero | tr '\0' x; next"#,
      "line 2 of the trainer's output has more than 64 MB"),
  ]

  @Test(arguments: inTraining) func failsItsCellsAndIsStartedAgain(_ hostile: Hostile) throws {
    // Only the first of them is hostile.
    let good =
      "greet; while next; do answer; id=$id; say '{\"id\": '$id', \"seed\": 1, \"losses\": [[0, 1]]}'; done"
    let trainer = try ShellTrainer(
      "if [ -e starts ]; then \(good); fi\n\(hostile.script)\nwhile next; do :; done")
    let session = try trainer.session()
    let outcome = session.train([ShellTrainer.cell(1, seeds: [0, 1])])[0]
    guard case .failed(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.contains(hostile.reason), "\(reason)")
    #expect(!reason.contains("\n"))
    guard case .trained = session.train([ShellTrainer.cell(2, seeds: [0, 1])])[0] else {
      Issue.record("the next cell is not trained")
      return
    }
    #expect(trainer.starts == 2 && session.giveUp == nil)
    #expect(session.close() == .byItself(status: 0))
  }

  /// Before its declaration: it is started four times, and then no more.
  static let atTheStart = [
    Hostile("dies", "echo >> starts; exit 3", "the trainer ended with status 3"),
    Hostile(
      "dies within a line", "echo >> starts; printf '{'; exit 3", "status 3 within line 1 of its output"),
    Hostile(
      "greets", "echo >> starts; echo hello", "line 1 of the trainer's output is no message but \"hello\""),
    Hostile("says nothing", "echo >> starts; exec sleep 1000", "the trainer printed no line for 0.1 s"),
    Hostile(
      "declares nothing", "echo >> starts; echo '{}'; next", "line 1 of the trainer's output lacks \"name\""),
  ]

  @Test(arguments: atTheStart) func isStartedThreeTimesAgain(_ hostile: Hostile) throws {
    let trainer = try ShellTrainer(hostile.script)
    let session = try trainer.session(patience: hostile.name == "says nothing" ? .seconds(0.1) : .seconds(60))
    let outcomes = session.train((1...3).map { ShellTrainer.cell($0) })
    for outcome in outcomes {
      guard case .failed(let reason) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
      #expect(
        reason.hasPrefix("the trainer is not started again after 4 failures in a row, the last: ")
          && reason.contains(hostile.reason), "\(reason)")
    }
    #expect(trainer.starts == 4 && session.giveUp != nil && session.close() == nil)
  }

  @Test func whatCannotBeStartedIsTriedOnce() throws {
    let session = try TrainerSession(TrainerProgram(["/no/such/program"]))
    #expect(
      session.train([ShellTrainer.cell(1)])
        == [.failed("the trainer cannot be started: /no/such/program: No such file or directory")])
    #expect(throws: TrainerFault.self) { try session.declaration() }
    let elsewhere = try TrainerSession(TrainerProgram(["true"], folder: "/no/such/folder"))
    let fault = #expect(throws: TrainerFault.self) { try elsewhere.declaration() }
    #expect(fault?.description == "the trainer cannot be started in /no/such/folder: there is no such folder")
  }

  /// A cell that ends in order begins the count anew.
  @Test func diesAfterEveryLastSeed() throws {
    let trainer = try ShellTrainer("greet; next; answer; exit 1")
    let session = try trainer.session()
    for id in 1...6 { #expect(session.train([ShellTrainer.cell(id)]) == [ShellTrainer.trained]) }
    #expect(trainer.starts == 6)
  }

  /// The second line belongs to no cell; it costs the trainer, but no cell.
  @Test func answersTwiceBetweenCells() throws {
    let trainer = try ShellTrainer(
      #"greet; next; line='{"id": '$id', "seed": 0, "losses": [[0, 2], [10, 1]]}'; printf '%s\n%s\n' "$line" "$line"; next"#
    )
    let session = try trainer.session()
    for id in 1...3 { #expect(session.train([ShellTrainer.cell(id)]) == [ShellTrainer.trained]) }
    #expect(trainer.starts == 3)
  }

  @Test func isSilentInTraining() throws {
    let trainer = try ShellTrainer("greet; next; exec sleep 1000")
    let session = try trainer.session(patience: .seconds(0.2))
    let outcome = session.train([ShellTrainer.cell(1)])
    #expect(outcome == [.failed("the trainer printed no line for 0.2 s")])
    #expect(isGone(trainer.numbers("pid")[0]))
  }

  @Test func mustDeclareTheSameAgain() throws {
    let trainer = try ShellTrainer(
      #"[ -e starts ] && hello=$(echo $hello | sed 's/"version": "1"/"version": "2"/'); greet; next; exit 1"#)
    let session = try trainer.session()
    _ = session.train([ShellTrainer.cell(1)])
    guard case .failed(let reason) = session.train([ShellTrainer.cell(2)])[0] else {
      Issue.record("it is taken for the same")
      return
    }
    #expect(reason.contains("declares something else than before"), "\(reason)")
  }

  /// Neither side waits for the other to read.
  @Test func talksWhileItIsTalkedTo() throws {
    let trainer = try ShellTrainer(
      #"""
      greet; dd bs=1 count=10 > /dev/null 2>&1
      yes '{"id": 1, "seed": 0, "step": 1, "loss": 1}' | head -n 20000
      read -r line; for id in $(seq 2000); do answer; done; next
      """#, most: 2000)
    let session = try trainer.session()
    var live = 0
    #expect(try session.declaration()?.mostCells == 2000)
    let outcomes = session.train((1...2000).map { ShellTrainer.cell($0) }) { event in
      if case .loss = event.content { live += 1 }
    }
    #expect(live == 20000 && outcomes.allSatisfy { $0 == ShellTrainer.trained })
  }

  @Test func isVerboseOnStandardError() throws {
    let trainer = try ShellTrainer(
      "greet; head -c 3000000 /dev/zero | tr '\\0' x >&2; while next; do answer; done")
    let session = try trainer.session()
    #expect(session.train([ShellTrainer.cell(1)]) == [ShellTrainer.trained])
    #expect(trainer.text("log").utf8.count == 3_000_000)
  }

  /// What it says in order, in any order.
  @Test func cellsAndSeedsComeInAnyOrder() throws {
    let trainer = try ShellTrainer(
      #"""
      greet; next
      say '{"id": 2, "seed": 1, "losses": [[0, "nan"]], "quantities": {"q": [[3, 4]]}}'
      say '{"id": 3, "failed": "out of \u001b memory"}'
      say '{"id": 1, "seed": 0, "step": 4, "loss": 1.5}'
      say '{"id": 2, "seed": 0, "losses": [[0, 1]]}'
      id=1; answer; next
      """#, most: 3)
    let session = try trainer.session()
    var events: [TrainerEvent] = []
    let cells = [ShellTrainer.cell(1), ShellTrainer.cell(2, seeds: [0, 1]), ShellTrainer.cell(3)]
    let outcomes = session.train(cells) { events.append($0) }
    #expect(outcomes[0] == ShellTrainer.trained && outcomes[2] == .failed("out of ? memory"))
    guard case .trained(let seeds) = outcomes[1] else {
      Issue.record("\(outcomes[1])")
      return
    }
    #expect(seeds.map(\.seed) == [0, 1] && seeds[1].losses[0].value.isNaN)
    #expect(seeds[1].quantities == ["q": [TrainerPoint(step: 3, value: 4)]])
    #expect(events.map(\.line) == [2, 3, 4, 5, 5, 6, 6] && events.map(\.id) == [2, 3, 1, 2, 2, 1, 1])
  }

  @Test func isGivenWhatItDeclared() throws {
    let trainer = try ShellTrainer("greet; while next; do answer; done")
    let session = try trainer.session()
    let wrong = [["a": TrainerValue.real(2)], ["a": .whole(1)], [:]].map {
      TrainerCell(id: 1, parameters: $0, seeds: [0])
    }
    for (cell, words) in zip(wrong, ["does not take a = 2.0", "does not take a = 1", "cell 1 does not give"])
    {
      guard case .failed(let reason) = session.train([cell])[0] else {
        Issue.record("\(cell)")
        continue
      }
      #expect(reason.contains(words), "\(reason)")
    }
    #expect(session.train([ShellTrainer.cell(2)]) == [ShellTrainer.trained] && trainer.starts == 1)
  }
}

import Dispatch
import Foundation
import Testing

@testable import Trainer

/// Cells that nobody wants any more, and sessions that end.
@Suite struct CancellingTests {
  /// Runs a body beside the test, and waits for it.
  private func beside(_ body: @escaping @Sendable () -> Void) -> () -> Void {
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      body()
      done.signal()
    }
    return { done.wait() }
  }

  /// What is said of them later is ignored, and the trainer goes on.
  @Test func answersAfterACancelAreIgnored() throws {
    let trainer = try ShellTrainer(
      #"""
      greet; next; say '{"id": 1, "seed": 0, "step": 1, "loss": 1}'
      next; say "$line" > cancelled
      next; id=1; answer; answer; say '{"id": 1, "failed": "late"}'; say '{"id": 1, "seed": 7, "losses": [[0, 1]]}'
      id=2; answer; next
      """#)
    let session = try trainer.session()
    let said = DispatchSemaphore(value: 0)
    let wait = beside {
      said.wait()
      session.cancel([1])
    }
    #expect(session.train([ShellTrainer.cell(1)]) { _ in said.signal() }.first == .cancelled)
    wait()
    #expect(session.train([ShellTrainer.cell(2)]) == [ShellTrainer.trained])
    #expect(trainer.text("cancelled") == "{\"cancel\": [1]}\n" && trainer.starts == 1)
  }

  /// What was cancelled before is not even asked for; others of its batch are.
  @Test func othersOfTheBatchGoOn() throws {
    let trainer = try ShellTrainer("greet; next; say \"$line\" > asked; id=2; answer; next", most: 2)
    let session = try trainer.session()
    session.cancel([1])
    #expect(
      session.train([ShellTrainer.cell(1), ShellTrainer.cell(2)]) == [.cancelled, ShellTrainer.trained])
    #expect(!trainer.text("asked").contains("\"id\": 1,") && trainer.text("asked").contains("\"id\": 2,"))
  }

  @Test func stoppingEndsTheWaitForADeclaration() throws {
    let trainer = try ShellTrainer("echo >> starts; read -r line; exec sleep 1000")
    let session = try trainer.session(leave: .seconds(0.1))
    let wait = beside { session.stop() }
    #expect(session.train([ShellTrainer.cell(1), ShellTrainer.cell(2)]) == [.cancelled, .cancelled])
    wait()
    #expect(try session.declaration() == nil)
    session.close()
    #expect(session.train([ShellTrainer.cell(3)]) == [.cancelled])
    #expect(trainer.starts <= 1)
  }

  @Test func stoppingEndsATraining() throws {
    let trainer = try ShellTrainer(
      #"greet; next; say '{"id": 1, "seed": 0, "step": 1, "loss": 1}'; exec sleep 1000"#)
    let session = try trainer.session(leave: .seconds(0.1))
    let said = DispatchSemaphore(value: 0)
    let wait = beside {
      said.wait()
      session.stop()
    }
    #expect(session.train([ShellTrainer.cell(1)]) { _ in said.signal() }.first == .cancelled)
    wait()
    #expect(session.close() == .terminated)
    #expect(isGone(trainer.numbers("pid")[0]))
  }

  @Test func aClosedSessionStartsAgain() throws {
    let trainer = try ShellTrainer("greet; while next; do answer; done")
    let session = try trainer.session()
    #expect(session.close() == nil)
    for id in 1...2 {
      #expect(session.train([ShellTrainer.cell(id)]) == [ShellTrainer.trained])
      #expect(session.close() == .byItself(status: 0))
    }
    #expect(trainer.starts == 2)
  }
}

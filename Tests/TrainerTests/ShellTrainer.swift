import Foundation
import Testing

@testable import Trainer

/// A trainer as a shell script, which knows `greet`, `next` (reads a request and its first `$id`, ends at quit) and
/// `answer` (ends seed 0 of `$id`).
final class ShellTrainer: Sendable {
  let folder: String
  let program: TrainerProgram

  /// - Parameter most: cells at once.
  init(_ script: String, most: Int = 1, environment: [String: String] = [:]) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "trainer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
    program = TrainerProgram(
      ["sh", "-c", "most=\(most)\n" + Self.words + script], environment: environment, folder: folder,
      log: "\(folder)/log")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static let words = #"""
    hello='{"name": "test", "version": "1", "quantities": [{"name": "q"}], "most_cells": '$most', "parameters":
     [{"name": "a", "kind": "real", "low": 0, "high": 1, "default": 0.5}]}'
    say() { printf '%s\n' "$1"; }
    greet() { echo >> starts; read -r line; echo "$$" > pid; echo $hello; }
    next() { read -r line || exit 0; case $line in *'"quit"'*) exit 0;; esac; id=${line#*'"id": '}; id=${id%%,*}; }
    answer() { say '{"id": '$id', "seed": 0, "losses": [[0, 2], [10, 1]]}'; }

    """#

  func session(patience: Duration = .seconds(60), leave: Duration = .seconds(30)) throws -> TrainerSession {
    try TrainerSession(program, patience: patience, leave: leave)
  }

  static func cell(_ id: Int, seeds: [Int] = [0]) -> TrainerCell {
    TrainerCell(id: id, parameters: ["a": .real(0.25)], seeds: seeds)
  }

  static let trained = TrainerOutcome.trained([
    TrainerSeed(seed: 0, losses: [TrainerPoint(step: 0, value: 2), TrainerPoint(step: 10, value: 1)])
  ])

  func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
  }

  /// Numbers that the script has written, a line each.
  func numbers(_ name: String) -> [pid_t] { text(name).split(separator: "\n").compactMap { pid_t($0) } }

  /// How often it was started and answered the first line.
  var starts: Int { text("starts").count }
}

/// Whether there is no such process, not even one that nobody has collected.
func isGone(_ process: pid_t) -> Bool { kill(process, 0) != 0 && errno == ESRCH }

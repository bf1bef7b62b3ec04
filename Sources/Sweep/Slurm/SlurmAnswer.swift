import Input
import Phases

/// What Slurm's commands print.
package enum SlurmAnswer {
  /// From `scontrol show config`.
  package static func maxArraySize(_ text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces }
      if parts.count == 2, parts[0] == "MaxArraySize" { return Int(parts[1]) }
    }
    return nil
  }

  /// The job's number from `sbatch --parsable`, which is `number` or `number;cluster`.
  package static func job(_ text: String) -> String? {
    let number = text.trimmingSpaces.prefix { $0 != ";" }
    guard !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return String(number)
  }

  /// A refusal as one line, with what can be done.
  package static func refusal(of command: String, status: Int32, said: String) -> String {
    let lines = said.split(separator: "\n").map { line in
      // Each line of Slurm's own begins with the command's name.
      let text = line.trimmingSpaces
      return text.hasPrefix("\(command): ") ? String(text.dropFirst(command.count + 2)) : text
    }
    let reason =
      lines.isEmpty ? "it ended with status \(status) and said nothing" : lines.joined(separator: "; ")
    let remedy =
      command == "sbatch"
      ? "change what is asked for (--time, --partition, --account, …) and run this again"
      : "see that Slurm's controller answers, or give --max-array-size N"
    return "\(command): \(reason) (\(remedy))".printable
  }
}

extension StringProtocol {
  fileprivate var trimmingSpaces: String {
    let rest = drop { $0.isWhitespace }
    guard let end = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(rest[...end])
  }
}

import Input
import Model
import RealModule

extension ParametrisationPath {
  /// What `--to depth=512,width=64` says. Throws with status 64.
  package static func ends(_ text: String, from start: Study) throws(Refusal) -> [Parameter: Double] {
    let origin = start.problem(for: Cell(column: 0, row: 0))
    var ends: [Parameter: Double] = [:]
    do {
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let (name, said) = try StudyOverrides.split(String(part))
        let size = try Parameter(option: name)
        guard sizes.contains(size) else {
          throw Complaint(
            "\(size.name) is no size; a path goes to \(sizes.map(\.name).joined(separator: ", "))")
        }
        let value = try Double(typed: said)
        if let complaint = size.complaint(about: value) { throw Complaint(complaint) }
        guard ends[size] == nil else { throw Complaint("\(size.name) is said twice") }
        ends[size] = value
      }
      guard ends.contains(where: { $0.value != $0.key.value(in: origin) }) else {
        throw Complaint("the paths begin there; say where they go to")
      }
    } catch {
      throw .option("--to \(text)", (error as? Complaint)?.problem ?? "\(error)")
    }
    return ends
  }

  /// The cells along the path, each as a study of that cell alone, so that it is what the same values trained by
  /// themselves are.
  /// - Parameters:
  ///   - start: a study of the cell where the path begins.
  ///   - ends: the sizes that change, with their last values; they go there with equal ratios, and whole numbers that
  ///     round alike count once.
  /// - Throws: status 64 where a follower leaves what is allowed.
  package func points(
    from start: Study, to ends: [Parameter: Double], count: Int
  ) throws(Refusal) -> [Study] {
    let origin = start.problem(for: Cell(column: 0, row: 0))
    let first = Dictionary(uniqueKeysWithValues: Self.sizes.map { ($0, $0.value(in: origin)) })
    var sizes: [[Parameter: Double]] = []
    for index in 0..<count {
      let share = Double(index) / Double(max(1, count - 1))
      let here = first.merging(ends) { low, high in
        if index == 0 { return low }
        return index == count - 1 ? high : (low * Double.pow(high / low, share)).rounded()
      }
      if sizes.last != here { sizes.append(here) }
    }
    return try sizes.map { sizes throws(Refusal) in
      do {
        return try study(at: sizes, from: start, origin, first)
      } catch {
        let place = ends.keys.sorted { $0.name < $1.name }
          .map { "\($0.name)=\((sizes[$0] ?? .nan).shortest)" }.joined(separator: ", ")
        throw .option("path \(name)", "at \(place): \((error as? Complaint)?.problem ?? "\(error)")")
      }
    }
  }

  /// Throws a `Complaint`.
  private func study(
    at sizes: [Parameter: Double], from start: Study, _ origin: Problem, _ first: [Parameter: Double]
  ) throws -> Study {
    var study = start
    for (size, value) in sizes where value != first[size] {
      if study.columns.parameter == size {
        study.columns = try Axis(size, values: [value])
      } else if study.rows.parameter == size {
        study.rows = try Axis(size, values: [value])
      } else {
        study.fix(size, at: .number(value))
      }
    }
    // What followed from a residual scale at the start goes its own way from there.
    let isScaled = study.fixed.removeValue(forKey: .residualScale) != nil
    for follower in Self.followers {
      if follower == .sigmaV, !states(.sigmaV), !start.sets(.sigmaV), !isScaled { continue }
      let factor = factor(of: follower, from: first, to: sizes)
      let value = follower.value(in: origin) * factor
      let said = factor == 1 ? value : follower.rounded(value)
      if follower.value(in: study.problem(for: Cell(column: 0, row: 0))) == said { continue }
      if let complaint = follower.complaint(about: said) { throw Complaint(complaint) }
      study.fix(follower, at: .number(said))
    }
    try study.check()
    return study
  }
}

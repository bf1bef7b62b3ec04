import Phases
import Sweep
import Terminal

extension State {
  /// Says what it would take to place every boundary, those of the region if there is one, or does it where that was
  /// said last.
  /// - Parameter width: `nil`: the next finer one.
  mutating func refineBoundary(_ width: BoundaryWidth?) -> [Effect] {
    if let placement {
      notice = Notice(
        text: "the boundaries are being placed to \(diagram.lattice.words(placement.width)); :cancel stops it"
      )
      return []
    }
    // What it takes is known early; the rounds are decided by whole cells alone.
    let (regimes, lattice) = (diagram.likelyRegimes, diagram.lattice)
    if let proposal, width == nil || width == proposal.width {
      self.proposal = nil
      if proposal.area != nil { viewports[current].mark = nil }
      placements[current] = proposal
      advices[current] = nil
      if diagram.isComplete { diagrams[current].forgetPace() }
      return nextRound(of: current)
    }
    let area = viewport.markedRegion
    let place = area == nil ? "" : " in the region"
    guard Set(regimes.filter { area?.contains($0.key) ?? true }.values).count > 1 else {
      notice = Notice(text: "no boundary to refine" + (area == nil ? " yet" : "\(place); Esc clears it"))
      return []
    }
    let finest = lattice.finestWidth
    if let width, width < finest {
      complain("the axes can be divided to \(lattice.words(finest)) at the finest")
      return []
    }
    guard let wanted = width ?? diagram.nextWidth(regimes, in: area) else {
      notice = Notice(text: "the boundaries\(place) are known as well as the axes can tell")
      return []
    }
    let expected = BoundaryPlan(lattice: lattice, width: wanted, in: area).expectedCells(
      after: regimes, study: diagram.study)
    guard !expected.isEmpty else {
      notice = Notice(text: "the boundaries\(place) are known to \(lattice.words(wanted)) already")
      return []
    }
    proposal = BoundaryPlacement(width: wanted, expected: expected.count, in: area)
    let time = diagram.seconds(for: expected).map { ", " + Figures.duration(seconds: $0) } ?? ""
    notice = Notice(
      text:
        "boundaries\(place) to \(lattice.words(wanted)): ~\(expected.count) cells\(time) (Enter or R starts, Esc cancels)"
    )
    return []
  }

  /// Looks, where the rest of a study takes long, at what its boundaries would take: now and then, as that takes time
  /// itself.
  mutating func weighBoundaries(of study: Int) {
    guard placements[study] == nil else {
      advices[study] = nil
      return
    }
    advices[study] = BoundaryAdvice(diagrams[study], before: advices[study])
  }

  /// Enter and Esc as answers to what was proposed; `nil` for any other key.
  mutating func answer(_ key: Key) -> [Effect]? {
    guard proposal != nil else { return nil }
    return switch key {
    case .enter: run(.refineBoundary(nil))
    case .escape, .control("c"): run(.cancel)
    default: nil
    }
  }

  /// Cells of a study are measured, or never will be.
  mutating func end(_ cells: some Sequence<Cell>, of study: Int) -> [Effect] {
    var effects: [Effect] = []
    for cell in cells where placements[study]?.end(cell) == true { effects += nextRound(of: study) }
    return effects
  }

  private mutating func nextRound(of study: Int) -> [Effect] {
    guard var placement = placements[study] else { return [] }
    let diagram = diagrams[study]
    let plan = BoundaryPlan(lattice: diagram.lattice, width: placement.width, in: placement.area)
    let round = plan.round(after: diagram.regimes).filter {
      (diagram.summaries[$0] == nil || diagram.begun.contains($0)) && diagram.failures[$0] == nil
    }
    guard !round.isEmpty else {
      placements[study] = nil
      notice = Notice(
        text:
          "the boundaries\(placement.area == nil ? "" : " in the region") are known to \(diagram.lattice.words(placement.width)): \(placement.asked) new cells"
      )
      return []
    }
    placement.begin(round)
    placements[study] = placement
    diagrams[study].want(round)
    return [.want(study, round)]
  }

  /// Gives up what is queued beyond the base grid, or what was only proposed.
  mutating func cancel() -> [Effect] {
    if proposal != nil {
      proposal = nil
      notice = Notice(text: "not started")
      return []
    }
    let isPlacing = placement != nil
    placements[current] = nil
    let withdrawn = diagrams[current].withdraw()
    guard isPlacing || withdrawn > 0 else {
      notice = Notice(text: "nothing is queued beyond the base grid")
      return []
    }
    notice = Notice(text: "cancelled: \(withdrawn) queued cells are not measured")
    return [.withdraw(current)]
  }
}

/// Theory's prediction beside what was measured.
package struct TheoryComparison: Hashable, Sendable {
  /// Those that are decided.
  package var cells: Int
  /// Cells that are not drawn as theory predicts.
  package var disagreements: Int

  package init(_ cells: some Collection<(margins: Theory.Margins, mark: Mark)>) {
    let decided = cells.filter { $0.mark != .undecided }
    self.cells = decided.count
    disagreements = decided.count { $0.margins.mark != $0.mark }
  }
}

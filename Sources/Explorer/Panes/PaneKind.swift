/// The pages of the side pane: a row each.
package enum PaneKind: Int, CaseIterable, Hashable, Sendable {
  case loss, limit, order, depth, paths, scaling

  var page: any Page {
    switch self {
    case .loss: LossPage()
    case .limit: LimitPage()
    case .order: OrderPage()
    case .depth: DepthPage()
    case .paths: PathsPage()
    case .scaling: ScalingPage()
    }
  }

  var name: String { page.name }
  /// Of the key that shows it, from 1.
  var number: Int { rawValue + 1 }
  var title: String { "\(number) \(name)" }
  var next: PaneKind { PaneKind(rawValue: rawValue + 1) ?? .loss }
}

/// All rates, in the order of Rates.md.
package enum RateCatalogue {
  package static let all: [any Rate.Type] = [
    DepthWidthRate.self, ResidualScaleRate.self, LazyRate.self, InitializationRate.self, HiddenWidthRate.self,
    DimensionRate.self, ChaosRate.self, ExactRate.self, ShapeRate.self, HeadRate.self,
    OptimizerRate.self,
  ]

  package static var names: [String] { all.map { $0.name } }
}

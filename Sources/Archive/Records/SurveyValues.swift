import Limits

/// A survey as lists of numbers, by the names that they have in a record.
enum SurveyValues {
  static func members(_ survey: CellSurvey) -> [(name: String, values: [Float])] {
    var members: [(name: String, values: [Float])] = []
    if let limit = survey.distances.limit {
      members.append(("limit", floats(seeds(limit.distance) + [limit.error, limit.outputNorm])))
    }
    if let tangent = survey.distances.tangent { members.append(("tangent", floats(seeds(tangent)))) }
    if let tangent = survey.distances.tangentLimit {
      members.append((LimitMeasure.tangentLimit.rawValue, floats(values(tangent))))
    }
    if let limit = survey.distances.heldOutLimit { members.append(("test_limit", floats(seeds(limit)))) }
    if let tangent = survey.distances.heldOutTangent {
      members.append(("test_tangent", floats(seeds(tangent))))
    }
    if let tangent = survey.distances.heldOutTangentLimit {
      members.append(("test_tangent_limit", floats(values(tangent))))
    }
    if let profile = survey.profile {
      members += [
        ("norms", floats(norms(profile.norms))), ("limit_norms", floats(norms(profile.limitNorms))),
        ("paths", floats(paths(profile.paths))),
      ]
    }
    return members
  }

  /// What is recorded of the distances, to be compared.
  static func bits(_ distances: LimitDistances) -> [LimitMeasure: [UInt32]] {
    members(CellSurvey(distances: distances, profile: nil)).reduce(into: [:]) { bits, member in
      if let measure = LimitMeasure(rawValue: member.name) { bits[measure] = member.values.map(\.bitPattern) }
    }
  }

  /// `nil` where a list has not the numbers that it needs.
  static func survey(_ text: (String) -> Slice<UnsafeRawBufferPointer>?) -> CellSurvey? {
    /// An empty list where there is none of that name.
    func list(_ name: String) -> [Double]? {
      guard let text = text(name) else { return [] }
      let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
      let size = text.count / 4 * 3 - padding
      return size % 4 == 0 ? FloatText.values(text, count: size / 4)?.map(Double.init) : nil
    }
    guard let limit = list("limit"), let tangent = list("tangent"),
      let tangentLimit = list(LimitMeasure.tangentLimit.rawValue), let norms = list("norms"),
      let limitNorms = list("limit_norms"), let paths = list("paths"),
      let heldOutLimit = list("test_limit"), let heldOutTangent = list("test_tangent"),
      let heldOutTangentLimit = list("test_tangent_limit"), [0, 5].contains(limit.count),
      [tangentLimit, heldOutTangentLimit].allSatisfy({ [0, 4].contains($0.count) }),
      [tangent, heldOutLimit, heldOutTangent].allSatisfy({ [0, 3].contains($0.count) })
    else { return nil }
    var distances = LimitDistances()
    if limit.count == 5 {
      distances.limit = .init(distance: seeds(limit), error: limit[3], outputNorm: limit[4])
    }
    if tangent.count == 3 { distances.tangent = seeds(tangent) }
    if heldOutLimit.count == 3 { distances.heldOutLimit = seeds(heldOutLimit) }
    if heldOutTangent.count == 3 { distances.heldOutTangent = seeds(heldOutTangent) }
    if tangentLimit.count == 4 { distances.tangentLimit = self.tangentLimit(tangentLimit) }
    if heldOutTangentLimit.count == 4 {
      distances.heldOutTangentLimit = self.tangentLimit(heldOutTangentLimit)
    }
    guard !norms.isEmpty || !limitNorms.isEmpty || !paths.isEmpty else {
      return CellSurvey(distances: distances, profile: nil)
    }
    guard let own = depthNorms(norms), let mean = depthNorms(limitNorms), let paths = unitPaths(paths) else {
      return nil
    }
    return CellSurvey(distances: distances, profile: DepthProfile(norms: own, limitNorms: mean, paths: paths))
  }

  private static func floats(_ values: [Double]) -> [Float] { values.map(Float.init) }

  private static func seeds(_ seeds: LimitDistances.Seeds) -> [Double] {
    [seeds.median, seeds.low, seeds.high]
  }

  private static func seeds(_ values: [Double]) -> LimitDistances.Seeds {
    .init(median: values[0], low: values[1], high: values[2])
  }

  private static func values(_ limit: LimitDistances.TangentLimit) -> [Double] {
    seeds(limit.distance) + [limit.error]
  }

  private static func tangentLimit(_ values: [Double]) -> LimitDistances.TangentLimit {
    .init(distance: seeds(values), error: values[3])
  }

  /// States and adjoints before training, then after it, L+1 of each.
  private static func norms(_ norms: DepthNorms) -> [Double] {
    norms.initial.states + norms.initial.adjoints + norms.trained.states + norms.trained.adjoints
  }

  private static func depthNorms(_ values: [Double]) -> DepthNorms? {
    let count = values.count / 4
    guard count > 0, values.count == 4 * count else { return nil }
    func part(_ index: Int) -> [Double] { Array(values[index * count..<(index + 1) * count]) }
    return DepthNorms(
      initial: LayerNorms(states: part(0), adjoints: part(1)),
      trained: LayerNorms(states: part(2), adjoints: part(3)))
  }

  /// The two shares, the number of paths, then for each its depth and its points.
  private static func paths(_ paths: UnitPaths) -> [Double] {
    [paths.shares.x, paths.shares.y, Double(paths.paths.count)]
      + paths.paths.flatMap { path in [path.s] + path.points.flatMap { [$0.x, $0.y] } }
  }

  private static func unitPaths(_ values: [Double]) -> UnitPaths? {
    guard values.count >= 3, let count = Int(exactly: values[2]), (0...1000).contains(count) else {
      return nil
    }
    let rest = values.dropFirst(3)
    guard count > 0 else {
      return rest.isEmpty ? UnitPaths(paths: [], shares: SIMD2(values[0], values[1])) : nil
    }
    let stride = rest.count / count
    guard stride * count == rest.count, stride % 2 == 1 else { return nil }
    let paths = (0..<count).map { index in
      let path = Array(rest.dropFirst(index * stride).prefix(stride))
      return UnitPaths.Path(
        s: path[0], points: (0..<stride / 2).map { SIMD2(path[1 + 2 * $0], path[2 + 2 * $0]) })
    }
    return UnitPaths(paths: paths, shares: SIMD2(values[0], values[1]))
  }
}

/// What can be measured of a cell on request.
package enum LimitMeasure: String, CaseIterable, Hashable, Sendable {
  /// The distance to the Mean ODE.
  case limit
  /// The distance to the network's own linearised twin.
  case tangent
  /// The distance to the Neural Tangent ODE, the limit of such twins.
  case tangentLimit = "tangent_limit"
}

/// How far a cell's networks are from their limits: `nil` what was not asked for, `nan` what could not be measured.
package struct LimitDistances: Hashable, Sendable {
  /// Median over the seeds, the least and the greatest of them.
  package struct Seeds: Hashable, Sendable {
    package var median: Double
    package var low: Double
    package var high: Double

    package init(median: Double, low: Double, high: Double) {
      self.median = median
      self.low = low
      self.high = high
    }

    static let undefined = Seeds(median: .nan, low: .nan, high: .nan)

    /// Undefined where fewer than half of the seeds have a value.
    init(_ values: [Double]) {
      let sorted = values.filter(\.isFinite).sorted()
      guard let low = sorted.first, let high = sorted.last, 2 * sorted.count >= values.count else {
        self = .undefined
        return
      }
      let middle = sorted.count / 2
      let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
      self.init(median: median, low: low, high: high)
    }
  }

  package struct Limit: Hashable, Sendable {
    /// Rms entry of `h_K` minus the Mean ODE's output; undefined where that is not known well enough to tell.
    package var distance: Seeds
    /// By how much the Mean ODE's output is off, estimated; `nan` where there is no limit.
    package var error: Double
    /// Rms entry of the Mean ODE's output.
    package var outputNorm: Double

    package init(distance: Seeds, error: Double, outputNorm: Double) {
      self.distance = distance
      self.error = error
      self.outputNorm = outputNorm
    }

    static let none = Limit(distance: .undefined, error: .nan, outputNorm: .nan)
  }

  package struct TangentLimit: Hashable, Sendable {
    /// `‖h_K − h*_K‖/‖h_K − h_0‖`, `h*` the Neural Tangent ODE by its kernel; undefined where that is not known well enough
    /// to tell, or does not exist.
    package var distance: Seeds
    /// By how much the Neural Tangent ODE's output is off, in the same unit, estimated; `nan` where there is none.
    package var error: Double

    package init(distance: Seeds, error: Double) {
      self.distance = distance
      self.error = error
    }

    static let none = TangentLimit(distance: .undefined, error: .nan)
  }

  package var limit: Limit?
  /// `‖h_K − h̃_K‖/‖h_K − h_0‖`, `h̃` the network linearised in its blocks' parameters.
  package var tangent: Seeds?
  package var tangentLimit: TangentLimit?
  /// The same three on held-out samples, where there are any.
  package var heldOutLimit: Seeds?
  package var heldOutTangent: Seeds?
  package var heldOutTangentLimit: TangentLimit?

  package init(limit: Limit? = nil, tangent: Seeds? = nil, tangentLimit: TangentLimit? = nil) {
    self.limit = limit
    self.tangent = tangent
    self.tangentLimit = tangentLimit
  }

  /// Whether all of these were asked for.
  package func has(_ measures: Set<LimitMeasure>) -> Bool {
    measures.allSatisfy { measure in
      switch measure {
      case .limit: limit != nil
      case .tangent: tangent != nil
      case .tangentLimit: tangentLimit != nil
      }
    }
  }

  /// Adds what the other has and this has not.
  package mutating func merge(_ other: LimitDistances) {
    limit = limit ?? other.limit
    tangent = tangent ?? other.tangent
    heldOutLimit = heldOutLimit ?? other.heldOutLimit
    heldOutTangent = heldOutTangent ?? other.heldOutTangent
    tangentLimit = tangentLimit ?? other.tangentLimit
    heldOutTangentLimit = heldOutTangentLimit ?? other.heldOutTangentLimit
  }
}

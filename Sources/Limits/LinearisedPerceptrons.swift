import CSupport
import Engine
import EngineInterface
import Model

/// Twins of plain perceptrons, by passes of their own:
/// `b = α/(LM)[V σ(p) + V_0 (σ′(p) ∘ δ)]`, `p = U_0ᵀh/D`, `δ = (U − U_0)ᵀh/D`.
///
/// Weights have the shape (L, M, D), states and adjoints (N·T, D).
final class LinearisedPerceptrons: TangentTwins {
  typealias Lane = SIMD8<Float>
  typealias Lanes = UnsafeMutablePointer<Lane>

  private let kernel: any Kernel
  private let shape: Shape
  private let parts: Parts
  /// `α/(LM)`
  private let branch: Float
  /// The rates of `U` and `V`.
  private let inputRate, outputRate: Double
  private let settings: OptimizerSettings
  private var steps = 0

  private let embedding: TwinEmbedding?
  private let memory: UnsafeMutableRawPointer
  private let bytes: Int
  private let initialInput, initialOutput: Lanes
  /// `U − U_0`
  private let inputChange: Lanes
  /// `V`
  private let output: Lanes
  /// `h_l`, (L+1, N, D).
  private let states: Lanes
  /// `p`, `σ(p)`, `σ′(p)` and `δ`, (L, M, N).
  private let preactivations, values, slopes, changes: Lanes
  /// `σ′ ∘ V_0ᵀB` and `σ′ ∘ VᵀB + σ″ ∘ δ ∘ V_0ᵀB` of a block, (M, N).
  private let initialPulls, pulls: Lanes
  /// `Y`, (N, D).
  private let targets: Lanes
  /// What the optimizer keeps, (numbers, 2, L, M, D): of `U`, then of `V`.
  private let moments: Lanes
  /// `B_l` and `B_{l−1}`, (N, D); a unit's gradients, (2, D).
  private let adjoint, nextAdjoint, gradients: Lanes

  static func bytes(_ problem: Problem) -> Double {
    blockBytes(problem) + TwinEmbedding.bytes(problem)
  }

  private static func blockBytes(_ problem: Problem) -> Double {
    let shape = problem.shape
    let (l, m) = (Double(shape.depth), Double(shape.width))
    let (d, n) = (Double(shape.dimension), Double(shape.rows))
    return
      (l * ((4 + 2 * Double(problem.optimizer.momentCount)) * m * d + n * d + 4 * n * m) + 2 * n * m + 4 * n
      * d + 2 * d)
      * Double(MemoryLayout<Lane>.stride)
  }

  init?(_ problem: Problem, embeddings: Embeddings?, dataset: Dataset, kernel: any Kernel) {
    let (shape, scaling) = (problem.shape, problem.scaling)
    if let start = embeddings {
      guard let embedding = TwinEmbedding(problem, start, kernel: kernel) else { return nil }
      self.embedding = embedding
    } else {
      embedding = nil
    }
    guard let bytes = Int(exactly: Self.blockBytes(problem)), let memory = support_allocate_large(bytes)
    else {
      return nil
    }
    let count = bytes / MemoryLayout<Lane>.stride
    // The system hands it out full of zeros.
    var next = memory.bindMemory(to: Lane.self, capacity: count)
    func take(_ count: Int) -> Lanes {
      defer { next += count }
      return next
    }
    let (d, state) = (shape.dimension, shape.rows * shape.dimension)
    self.kernel = kernel
    self.shape = shape
    parts = problem.parts
    self.memory = memory
    self.bytes = bytes
    branch = Float(scaling.alpha / (Double(shape.depth) * Double(shape.width)))
    inputRate = scaling.inputRate(problem.optimizer, dimension: d)
    outputRate = scaling.outputRate(problem.optimizer, dimension: d)
    settings = problem.optimizerSettings
    initialInput = take(shape.weights)
    initialOutput = take(shape.weights)
    inputChange = take(shape.weights)
    output = take(shape.weights)
    states = take((shape.depth + 1) * state)
    let units = shape.rows * shape.width
    preactivations = take(shape.depth * units)
    values = take(shape.depth * units)
    slopes = take(shape.depth * units)
    changes = take(shape.depth * units)
    initialPulls = take(units)
    pulls = take(units)
    targets = take(state)
    adjoint = take(state)
    nextAdjoint = take(state)
    gradients = take(2 * d)
    moments = take(2 * problem.optimizer.momentCount * shape.weights)
    load(dataset)
  }

  private func entries(_ lanes: Lanes) -> Entries {
    Entries(lanes, count: shape.rows * shape.dimension)
  }
  private var last: Entries { entries(states + shape.depth * shape.rows * shape.dimension) }

  func load(_ dataset: Dataset) {
    if let embedding { return embedding.load(dataset, into: entries(states)) }
    for i in 0..<shape.rows * shape.dimension {
      states[i] = Lane(repeating: dataset.x[i])
      targets[i] = Lane(repeating: dataset.y[i])
    }
  }

  deinit { support_release_large(memory, bytes) }

  func start(_ weights: [[[[Float]]]]) {
    let size = shape.width * shape.dimension
    for (lane, blocks) in weights.enumerated() {
      for (layer, arrays) in blocks.enumerated() {
        for i in 0..<size {
          initialInput[layer * size + i][lane] = arrays[0][i]
          initialOutput[layer * size + i][lane] = arrays[1][i]
        }
      }
    }
    inputChange.update(repeating: .zero, count: shape.weights)
    output.update(from: initialOutput, count: shape.weights)
    moments.update(repeating: .zero, count: 2 * parts.optimizer.momentCount * shape.weights)
    embedding?.restart()
    steps = 0
  }

  func copyWeights(from other: LinearisedPerceptrons) {
    let pairs = [
      (initialInput, other.initialInput), (initialOutput, other.initialOutput),
      (inputChange, other.inputChange), (output, other.output),
    ]
    for (own, its) in pairs { own.update(from: its, count: shape.weights) }
    if let its = other.embedding { embedding?.copyWeights(from: its) }
  }

  func output(ofLane lane: Int) -> [Float] {
    if let embedding { return embedding.output(ofLane: lane, last: last) }
    let size = shape.rows * shape.dimension
    return (0..<size).map { states[shape.depth * size + $0][lane] }
  }

  /// `h_l = h_{l−1} + b(h_{l−1})`, l = 1 … L.
  func forward() {
    let (d, n, m) = (shape.dimension, shape.rows, shape.width)
    let size = n * d
    embedding?.embed(into: entries(states))
    for layer in 0..<shape.depth {
      let (from, to) = (states + layer * size, states + (layer + 1) * size)
      to.update(from: from, count: size)
      let units = layer * m..<(layer + 1) * m
      for unit in units {
        let (u0, du) = (initialInput + unit * d, inputChange + unit * d)
        for sample in 0..<n {
          let h = from + sample * d
          preactivations[unit * n + sample] = dot(u0, h, d) / Float(d)
          changes[unit * n + sample] = dot(du, h, d) / Float(d)
        }
      }
      evaluate(layer * m * n, count: m * n)
      for unit in units {
        let (v0, v) = (initialOutput + unit * d, output + unit * d)
        for sample in 0..<n {
          let result = to + sample * d
          let constant = branch * values[unit * n + sample]
          let linear = branch * slopes[unit * n + sample] * changes[unit * n + sample]
          for k in 0..<d { result[k] += v[k] * constant + v0[k] * linear }
        }
      }
    }
  }

  /// From `B_L` of the forward pass just made back to `B_0`, every block's weights taking their step:
  ///
  ///     B_{l−1} = B_l + α/(LMD) [U_0(σ′(p) ∘ VᵀB + σ″(p) ∘ δ ∘ V_0ᵀB) + (U − U_0)(σ′(p) ∘ V_0ᵀB)]
  ///     U ← U − η_u (η/α)/D · h (σ′(p) ∘ V_0ᵀB)ᵀ,   V ← V − η_v (η/α) · B σ(p)ᵀ
  func backward() {
    let (d, n, m) = (shape.dimension, shape.rows, shape.width)
    let size = n * d
    steps += 1
    let memory: StepMemory<TwinLane> = settings.memory(step: steps)
    let inputRate = StepRate(
      rate: TwinLane(constant: inputRate), scale: TwinLane(constant: 1 / Double(d)),
      scaled: TwinLane(constant: inputRate / Double(d)), unit: TwinLane(constant: 1), memory: memory)
    let outputRate = StepRate(
      rate: TwinLane(constant: outputRate), scale: TwinLane(constant: 1),
      scaled: TwinLane(constant: outputRate), unit: TwinLane(constant: Double(d)), memory: memory)
    leaveResidual()
    let (inputGradient, outputGradient) = (gradients, gradients + d)
    for layer in (0..<shape.depth).reversed() {
      let state = states + layer * size
      nextAdjoint.update(from: adjoint, count: size)
      let first = layer * m
      for unit in 0..<m {
        for sample in 0..<n {
          let b = adjoint + sample * d
          initialPulls[unit * n + sample] = dot(initialOutput + (first + unit) * d, b, d)
          pulls[unit * n + sample] = dot(output + (first + unit) * d, b, d)
        }
      }
      parts.activation.with(
        TwinPulls(
          preactivations: preactivations + first * n, values: values + first * n, slopes: slopes + first * n,
          changes: changes + first * n, initialPulls: initialPulls, pulls: pulls, count: m * n))
      for unit in layer * m..<(layer + 1) * m {
        let u0 = initialInput + unit * d
        let (du, v) = (inputChange + unit * d, output + unit * d)
        gradients.update(repeating: .zero, count: 2 * d)
        for sample in 0..<n {
          let (h, b, before) = (state + sample * d, adjoint + sample * d, nextAdjoint + sample * d)
          let t = values[unit * n + sample]
          let initialPull = initialPulls[(unit - first) * n + sample]
          let through = branch / Float(d) * pulls[(unit - first) * n + sample]
          let beside = branch / Float(d) * initialPull
          for k in 0..<d {
            before[k] += u0[k] * through + du[k] * beside
            inputGradient[k] += h[k] * initialPull
            outputGradient[k] += b[k] * t
          }
        }
        parts.optimizer.with(
          TwinStep(
            weights: du, gradient: inputGradient, rate: inputRate, count: d, moments: moments + unit * d,
            stride: 2 * shape.weights))
        parts.optimizer.with(
          TwinStep(
            weights: v, gradient: outputGradient, rate: outputRate, count: d,
            moments: moments + shape.weights + unit * d, stride: 2 * shape.weights))
      }
      adjoint.update(from: nextAdjoint, count: size)
    }
    embedding?.step(steps, last: last, adjoint: entries(adjoint))
  }

  /// `B_L` of the forward pass just made.
  private func leaveResidual() {
    if let embedding { return embedding.residual(last: last, adjoint: entries(adjoint)) }
    let (d, n) = (shape.dimension, shape.rows)
    let last = states + shape.depth * n * d
    for sample in 0..<n {
      parts.loss.with(
        TwinResidual(
          output: last + sample * d, target: targets + sample * d, residual: adjoint + sample * d, count: d))
    }
    for i in 0..<n * d { adjoint[i] /= Float(n * parts.loss.terms(outputs: d)) }
  }

  /// `σ(p)` and `σ′(p)` of one block, whose entries begin at `first`.
  private func evaluate(_ first: Int, count: Int) {
    (values + first).update(from: preactivations + first, count: count)
    kernel.evaluate(
      parts.activation, Entries(values + first, count: count), slopes: Entries(slopes + first, count: count),
      count: count)
    parts.activation.with(TwinSlopes(values: values + first, slopes: slopes + first, count: count))
  }

  @inline(__always)
  private func dot(_ a: Lanes, _ b: Lanes, _ count: Int) -> Lane {
    var sum = Lane.zero
    for k in 0..<count { sum += a[k] * b[k] }
    return sum
  }
}

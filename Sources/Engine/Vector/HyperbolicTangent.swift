import EngineInterface
import Model

/// `tanh`, to 4e-7 of its value, lane by lane; `nan` stays `nan`.
///
/// An odd polynomial of degree 11 over an even one of degree 6, fitted to the least largest relative error on
/// [−9, 9], beyond which single precision cannot tell tanh from ±1.
@inline(__always)
func hyperbolicTangent(_ argument: Vector) -> Vector {
  let limit = Vector(repeating: 9)
  let x = argument.replacing(with: limit, where: argument .> limit)
    .replacing(with: -limit, where: argument .< -limit)
  let z = x * x
  var above = Vector(repeating: 1.825_451_82e-11)
  above = Vector(repeating: -1.278_015_48e-8).adding(above, times: z)
  above = Vector(repeating: 9.267_321_82e-6).adding(above, times: z)
  above = Vector(repeating: 2.920_750_64e-3).adding(above, times: z)
  above = Vector(repeating: 1.291_921_79e-1).adding(above, times: z)
  above = Vector(repeating: 9.999_999_41e-1).adding(above, times: z)
  var below = Vector(repeating: 2.280_986_74e-4)
  below = Vector(repeating: 2.376_312_24e-2).adding(below, times: z)
  below = Vector(repeating: 4.625_250_17e-1).adding(below, times: z)
  below = Vector(repeating: 1).adding(below, times: z)
  return x * above / below
}

extension VectorKernel {
  package func hyperbolicTangents(_ entries: Ensemble.Lanes, count: Int) {
    for i in 0..<count { entries[i] = hyperbolicTangent(entries[i]) }
  }
}

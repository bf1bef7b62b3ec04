import EngineInterface
import Model
import RealModule

/// Standard normal numbers by the definition: a Philox block for every four coordinates, Box and Muller's
/// transform with the library's logarithm, sine and cosine in double precision.
package enum NaiveNormals {
  package static func draw(count: Int, layer: Int, unit: Int, stream: RandomStream, seed: UInt64) -> [Float] {
    let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    return (0..<count).map { coordinate in
      let counter = Philox.Block(
        UInt32(coordinate / 4), UInt32(unit), UInt32(layer), stream.rawValue)
      let words = Philox.block(counter: counter, key: key)
      let pair = coordinate % 4 / 2 * 2
      let uniform = (Double(words[pair] >> 9) * 2 + 1) / 0x1p24
      let turns = Double(Int32(bitPattern: words[pair + 1]) >> 8) / 0x1p24
      let radius = (-2 * Double.log(uniform)).squareRoot()
      let angle = 2 * Double.pi * turns
      return Float(radius * (coordinate % 2 == 0 ? Double.cos(angle) : Double.sin(angle)))
    }
  }
}

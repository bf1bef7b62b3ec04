/// Philox 4×32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (SC 2011), one block at a time.
package enum Philox {
  package typealias Block = SIMD4<UInt32>

  package static func block(counter: Block, key: SIMD2<UInt32>) -> Block {
    var x = counter
    var k = key
    for _ in 0..<10 {
      let p0 = UInt32(0xD251_1F53).multipliedFullWidth(by: x[0])
      let p1 = UInt32(0xCD9E_8D57).multipliedFullWidth(by: x[2])
      x = Block(p1.high ^ x[1] ^ k[0], p1.low, p0.high ^ x[3] ^ k[1], p0.low)
      k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return x
  }
}

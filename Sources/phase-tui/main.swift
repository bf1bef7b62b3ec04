import Foundation
import KernelInterface
import Kernels
import Networks

func run(_ d: Int, _ n: Int, _ m: Int, _ l: Int, _ k: Int, _ s: Double, reps: Int, anti: Bool = false) {
  let shape = Shape(depth: l, width: m, dimension: d, samples: n)
  let c = Configuration(shape: shape, scaling: Scaling(alpha: 1, sigmaU: Double(d).squareRoot(), sigmaV: s*Double(d).squareRoot()), steps: k, initialization: anti ? .antithetic : .independent)
  let t = Trainer(kernel: KernelChoice.available[0])
  let data = Dataset(gaussianSeed: 0, samples: n, dimension: d)
  var r: Networks.Measurement?
  var best = 1e9
  for _ in 0..<reps { let t0 = Date(); r = try? t.train(c, dataset: data); best = min(best, Date().timeIntervalSince(t0)) }
  let fl = 12.0*Double(d*n*m*l*k*8)
  let o = r!.seeds.map { $0.orderParameters.last! }
  print("D\(d) N\(n) M\(m) L\(l) S\(s): \(best*1000/8) ms/training, \(fl/best/1e9) GF/s  loss \(r!.seeds.map(\.finalLoss).finiteMedian) q \(o.map(\.localFeatureUpdate).finiteMedian) rho \(o.map(\.driftNonlinearity).finiteMedian) u \(o.map(\.inputWeightChange).finiteMedian) v \(o.map(\.outputWeightChange).finiteMedian) xi \(r!.seeds.map(\.initialDisplacement).finiteMedian)")
}
run(32,16,16,64,50,1,reps:5)
run(10,10,10,1000,50,1,reps:3)
run(10,10,16,512,50,1,reps:3)
run(10,10,16,32,50,1,reps:3)
run(100,10,10,1000,50,1,reps:1)
for s in [0.1,1,10] { run(10,10,10,1000,50,s,reps:1) }
run(10,10,8,256,50,1,reps:1,anti:true)
run(10,10,16,256,50,1,reps:1,anti:true)

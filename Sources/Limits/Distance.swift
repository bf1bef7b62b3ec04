/// Root mean square of the entries of `a − b`, accumulated in double precision.
package func distance(_ a: [Float], _ b: [Float]) -> Double {
  let sum = zip(a, b).reduce(0.0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
  return (sum / Double(a.count)).squareRoot()
}

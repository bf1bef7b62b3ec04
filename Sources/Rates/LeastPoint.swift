import RealModule

/// Where a curve is least, and how much it is there: the vertex of the parabola through the least of its points and
/// its neighbours, in logarithms. The x form a geometric sequence; there are three or more.
func leastPoint(_ x: [Double], _ y: [Double]) -> (x: Double, y: Double) {
  let least = y.indices.min { y[$0] < y[$1] } ?? 0
  let middle = min(max(least, 1), y.count - 2)
  let (a, b, c) = (Double.log(y[middle - 1]), Double.log(y[middle]), Double.log(y[middle + 1]))
  let curvature = a - 2 * b + c
  let shift = curvature > 0 ? min(max((a - c) / (2 * curvature), -1), 1) : 0
  return (
    x[middle] * .pow(x[middle + 1] / x[middle], shift),
    Double.exp(b + ((c - a) / 2 + curvature / 2 * shift) * shift)
  )
}

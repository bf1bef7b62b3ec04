import Model

#if WIDE
  /// An entry as what steps and losses are computed in.
  struct Wide: Elementary {
    let lanes: Vector

    @inline(__always)
    init(_ lanes: Vector) { self.lanes = lanes }
    @inline(__always)
    init(constant: Double) { lanes = Vector(repeating: Float(constant)) }
    @inline(__always)
    private init(_ elements: Elements) { lanes = elements.lanes.firstEntry }
    @inline(__always)
    private var elements: Elements { Elements(everywhere: lanes) }

    @inline(__always)
    static func + (a: Wide, b: Wide) -> Wide { Wide(a.lanes + b.lanes) }
    @inline(__always)
    static func - (a: Wide, b: Wide) -> Wide { Wide(a.lanes - b.lanes) }
    @inline(__always)
    static prefix func - (a: Wide) -> Wide { Wide(-a.lanes) }
    @inline(__always)
    static func * (a: Wide, b: Wide) -> Wide { Wide(a.lanes * b.lanes) }
    @inline(__always)
    static func / (a: Wide, b: Wide) -> Wide { Wide(a.lanes / b.lanes) }
    @inline(__always)
    func squareRoot() -> Wide { Wide(lanes.squareRoots()) }
    @inline(__always)
    func adding(_ a: Wide, times b: Wide) -> Wide { Wide(lanes.adding(a.lanes, times: b.lanes)) }

    @inline(__always)
    static func exp(_ x: Wide) -> Wide { Wide(Elements.exp(x.elements)) }
    @inline(__always)
    static func log(_ x: Wide) -> Wide { Wide(Elements.log(x.elements)) }
    @inline(__always)
    static func tanh(_ x: Wide) -> Wide { Wide(Elements.tanh(x.elements)) }
    @inline(__always)
    static func erf(_ x: Wide) -> Wide { Wide(Elements.erf(x.elements)) }
    @inline(__always)
    static func sin(_ x: Wide) -> Wide { Wide(Elements.sin(x.elements)) }
    @inline(__always)
    static func cos(_ x: Wide) -> Wide { Wide(Elements.cos(x.elements)) }

    @inline(__always)
    var positivePart: Wide { Wide(elements.positivePart) }
    @inline(__always)
    var unitStep: Wide { Wide(elements.unitStep) }
  }
#else
  typealias Wide = Elements
#endif

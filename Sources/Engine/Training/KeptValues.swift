/// The numbers of a measurement: all of them, or all but the curves, which stay in their record until somebody looks at
/// them. Of a large study that is most of it.
///
/// By reference, as several tables hold every measurement.
package final class KeptValues: Sendable {
  /// Where curves are in a record, without all of these but the marks.
  let near: [Float]
  /// How many there are in all.
  let count: Int
  let layout: ValueLayout
  private let place: RecordPlace?

  /// All of them.
  init(_ values: [Float], _ layout: ValueLayout) {
    (near, count, place) = (values, values.count, nil)
    self.layout = layout
  }

  /// The same without curves; `nil` where it has none.
  /// - Parameter place: where the record is that they are in.
  init?(_ whole: KeptValues, in place: RecordPlace) {
    guard whole.place == nil else { return nil }
    near = whole.layout.near(whole.near)
    count = whole.count
    layout = whole.layout
    self.place = place
  }

  /// Whether `near` is all of them.
  var isWhole: Bool { place == nil }

  /// Those of a seed in `near`.
  func range(ofSeed seed: Int) -> Range<Int> {
    let size = isWhole ? layout.perSeed : layout.nearPerSeed
    return 2 + seed * size..<2 + (seed + 1) * size
  }

  /// All of them; `nil` where they are no longer in their record.
  var found: [Float]? {
    guard let place else { return near }
    // Another measurement may have been recorded over it.
    guard let values = place.file.values(at: place.range), values.count == count,
      Self.areIdentical(layout.near(values), near)
    else { return nil }
    return values
  }

  /// All of them, `nan` what cannot be read again.
  var all: [Float] { found ?? layout.whole(near, count: count) }

  /// Whether both have the same bits, as far as they can be read again.
  func isIdentical(to other: KeptValues) -> Bool {
    guard count == other.count else { return false }
    if let own = found, let its = other.found { return Self.areIdentical(own, its) }
    return Self.areIdentical(marked, other.marked)
  }

  private var marked: [Float] { isWhole ? layout.near(near) : near }

  private static func areIdentical(_ a: [Float], _ b: [Float]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern }
  }
}

extension KeptValues: Hashable {
  package static func == (a: KeptValues, b: KeptValues) -> Bool { a === b || a.all == b.all }

  package func hash(into hasher: inout Hasher) { hasher.combine(all) }
}

/// A file of records that can be read again.
package protocol RecordFile: AnyObject, Sendable {
  /// The values of the measurement whose record fills a range of bytes; `nil` where that is no record any more.
  func values(at range: Range<Int>) -> [Float]?
}

/// Where the record of a measurement stands.
package struct RecordPlace: Sendable {
  let file: any RecordFile
  let range: Range<Int>

  package init(file: any RecordFile, range: Range<Int>) { (self.file, self.range) = (file, range) }
}

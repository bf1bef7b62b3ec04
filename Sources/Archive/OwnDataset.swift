import Networks
import Phases

/// The user's own training data: the arrays, and what a study says of them.
package struct OwnDataset: Sendable {
  package let data: OwnData
  package let dataset: Dataset

  /// Reads X and Y, shape (N, D) each. Throws a `Refusal` with status 65 that names the file.
  package init(x xPath: String, y yPath: String) throws {
    let (x, y) = (try NumPyFile(contentsOf: xPath), try NumPyFile(contentsOf: yPath))
    for (path, file) in [(xPath, x), (yPath, y)] {
      guard file.shape.count == 2 else {
        throw ArchiveError.data(path, "has \(file.shape.count) axes; the data need the shape (N, D)")
      }
      guard file.shape.allSatisfy({ (1...1_000_000).contains($0) }) else {
        throw ArchiveError.data(path, "has the shape \(file.shape); N and D must be from 1 to 1000000")
      }
      if let index = file.values.firstIndex(where: { !$0.isFinite }) {
        let (row, column) = index.quotientAndRemainder(dividingBy: file.shape[1])
        throw ArchiveError.data(path, "entry [\(row), \(column)] is not a finite float32")
      }
    }
    guard x.shape == y.shape else {
      throw ArchiveError.data(yPath, "has the shape \(y.shape), but \(xPath) has \(x.shape); they must agree")
    }
    dataset = Dataset(x: x.values, y: y.values, samples: x.shape[0], dimension: x.shape[1])
    guard dataset.rmsX > 0 else {
      throw ArchiveError.data(xPath, "has no entry but 0; nothing can be learnt from it")
    }
    guard (1e-6...1e6).contains(dataset.rmsX), dataset.identityLoss.isFinite else {
      throw ArchiveError.data(
        xPath,
        "its rms is \(Float(dataset.rmsX).shortest); scale the data so that X and Y are of the order of 1")
    }
    guard dataset.identityLoss > 0 else {
      throw ArchiveError.data(yPath, "equals \(xPath); the critical companion would have nothing to learn")
    }
    data = OwnData(
      x: xPath, y: yPath, digest: Self.digest(x.values + y.values), samples: x.shape[0],
      dimension: x.shape[1],
      rms: dataset.rmsX)
  }

  /// FNV-1a over the entries' bits.
  private static func digest(_ values: [Float]) -> UInt64 {
    values.reduce(0xcbf2_9ce4_8422_2325) { hash, value in
      (0..<4).reduce(hash) { ($0 ^ UInt64(value.bitPattern >> (8 * UInt32($1)) & 255)) &* 0x100_0000_01b3 }
    }
  }
}

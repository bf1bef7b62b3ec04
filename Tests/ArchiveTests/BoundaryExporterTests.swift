import Engine
import Foundation
import Model
import Phases
import Testing

@testable import Archive

@Suite struct BoundaryExporterTests {
  private static let export = DiagramPictureTests.export(.alphaDepth, Study.alphaDepth.lattice.baseCells)

  /// Every row of the table is a line of cells, and lies between two of them.
  @Test func aTableOfLines() throws {
    let lines = String(decoding: Self.export.bytes(.boundary), as: UTF8.self).split(separator: "\n")
    #expect(lines[0] == "boundary,along,at,value,low,high,cells,seeds")
    let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.allSatisfy { $0.count == 8 })
    let noise = rows.filter { $0[0] == "divergent" && $0[1] == "alpha" }
    #expect(noise.count == Study.alphaDepth.rows.count)
    for row in rows {
      let numbers = try row[2...5].map { try #require(Double($0)) }
      #expect(numbers[2] <= numbers[1] && numbers[1] <= numbers[3], "\(row)")
    }
    #expect(Set(rows.map(\.[0])) == ["lazy", "divergent"])
    let fewer = DiagramPictureTests.export(.alphaDepth, Study.alphaDepth.lattice.baseCells.dropLast(31))
    #expect(fewer.bytes(.boundary) != Self.export.bytes(.boundary))
  }

  /// A name with the ending of tables is as good; that of a picture is not.
  @Test func itsFilesAreTables() {
    #expect(ExportFormat.boundary.complaint(aboutEndingOf: "b.csv") == nil)
    #expect(ExportFormat.boundary.complaint(aboutEndingOf: "b.boundary.csv") == nil)
    #expect(ExportFormat.boundary.complaint(aboutEndingOf: "b.svg") != nil)
    #expect(ExportFormat.byEnding(of: "b.csv") == .csv)
  }

  /// Drawings have both boundaries as curves within their bands, beside theory's lines.
  @Test func drawingsShowThem() throws {
    let picture = DiagramPicture(Self.export)
    #expect(picture.curves.map(\.boundary) == [.lazy, .divergent])
    for curve in picture.curves {
      #expect(curve.band.count == 2 * curve.points.count && curve.name.hasPrefix("measured"))
      for (index, point) in curve.points.enumerated() {
        let (low, high) = (curve.band[index], curve.band[curve.band.count - 1 - index])
        #expect(low.x <= point.x && point.x <= high.x && low.y <= point.y && point.y <= high.y)
      }
    }
    let drawing = try DrawingElements(DiagramSVG(Self.export).text)
    #expect(drawing.counts["polygon"] == 2)
    #expect(drawing.text.contains("measured: S = "))
    let script = GnuplotExporter(Self.export).text
    for name in ["$band_lazy", "$measured_lazy", "$band_divergent", "$measured_divergent", "$theory_lazy"] {
      #expect(script.contains("\(name) << EOD"), "\(name)")
    }
  }

  @Test func theConstantsStandBesideTheFile() throws {
    let provenance = Provenance(kernels: ["k"], numerics: .fused, commandLine: ["x"])
    let json = provenance.json(Self.export, format: .svg, perSeed: false)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let boundaries = try #require(object["boundaries"] as? [String: [String: Any]])
    #expect(boundaries.isEmpty == Self.export.boundaries.constants.isEmpty)
    for (name, constant) in boundaries {
      #expect(["lazy", "divergent"].contains(name))
      #expect(constant["constant"] is Double && constant["theory"] is Double)
    }
  }
}

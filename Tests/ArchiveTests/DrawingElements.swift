import Foundation
import FoundationXML
import Testing

/// What an XML parser makes of a drawing.
struct DrawingElements {
  /// How often an element is there.
  private(set) var counts: [String: Int] = [:]
  /// The attributes of each, by the element's name.
  private(set) var attributes: [String: [[String: String]]] = [:]
  private(set) var text = ""

  init(_ drawing: String) throws {
    let parser = XMLParser(data: Data(drawing.utf8))
    let reader = Reader()
    parser.delegate = reader
    try #require(parser.parse(), "\(drawing)")
    counts = reader.attributes.mapValues(\.count)
    attributes = reader.attributes
    text = reader.text
    for (name, value) in reader.attributes.values.flatMap(\.self).flatMap(\.self) {
      #expect(!value.contains("nan") && !value.contains("inf"), "\(name)")
    }
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var attributes: [String: [[String: String]]] = [:]
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      self.attributes[name, default: []].append(attributes)
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { self.text += text }
  }
}

/// The members of one JSON object by their names, read with errors that name them. What nobody asks for is ignored.
struct JSONMembers {
  let line: JSONLine
  private let values: [String: JSONLine.Value]
  /// How an error calls the object; empty for the line as a whole.
  private let place: String

  /// - Parameter range: of the object; `nil` for a line that is one.
  init(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>? = nil, place: String = ""
  ) throws(TrainerFault) {
    var values: [String: JSONLine.Value] = [:]
    var line = JSONLine(bytes, range)
    try line.forEachMember { name, value throws(TrainerFault) in
      guard values.updateValue(value, forKey: name) == nil else {
        throw TrainerFault("says \(name.quoted) twice\(place.isEmpty ? "" : " in \(place)")")
      }
    }
    self.line = line
    self.values = values
    self.place = place
  }

  /// Of a line, which is refused in the words that help whoever printed it by accident.
  static func ofLine(_ bytes: UnsafeRawBufferPointer) throws(TrainerFault) -> JSONMembers {
    guard bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil else {
      throw TrainerFault("is not UTF-8 text")
    }
    guard let first = bytes.first(where: { ![0x20, 0x09, 0x0d].contains($0) }) else {
      throw TrainerFault("is empty; every line is a message")
    }
    guard first == UInt8(ascii: "{") else {
      let text = String(decoding: bytes.prefix(240), as: UTF8.self)
      throw TrainerFault("is no message but \(text.quoted); print what is none on standard error")
    }
    return try JSONMembers(bytes)
  }

  var isEmpty: Bool { values.isEmpty }
  var names: [String] { values.keys.sorted() }
  func has(_ name: String) -> Bool { values[name] != nil }
  subscript(_ name: String) -> JSONLine.Value? { values[name] }

  /// An error about a member.
  func wrong(_ name: String, _ problem: String) -> TrainerFault {
    TrainerFault("has \(place.isEmpty ? "" : "\(place) with ")\"\(name)\" \(problem)")
  }

  /// An error about a member that is of another kind.
  func wrong(_ name: String, needs need: String) -> TrainerFault {
    guard let value = values[name] else {
      return TrainerFault("lacks \"\(name)\"\(place.isEmpty ? "" : " in \(place)"); it must be \(need)")
    }
    return wrong(name, "\(line.characters(value.range).shortened), which must be \(need)")
  }

  // MARK: Typed; `nil` for a member that is not there

  func text(_ name: String) throws(TrainerFault) -> String? {
    guard let value = values[name] else { return nil }
    guard value.kind == .text else { throw wrong(name, needs: "text in quotes") }
    return try line.text(value)
  }

  func whole(_ name: String) throws(TrainerFault) -> Int? {
    guard let value = values[name] else { return nil }
    guard let whole = line.whole(value) else { throw wrong(name, needs: "a whole number") }
    return whole
  }

  func number(_ name: String) throws(TrainerFault) -> Double? {
    guard let value = values[name] else { return nil }
    guard let number = line.number(value) else {
      throw wrong(name, needs: "a number, or \"nan\", \"inf\" or \"-inf\" in quotes")
    }
    return number
  }

  func finite(_ name: String) throws(TrainerFault) -> Double? {
    guard let value = values[name] else { return nil }
    guard value.kind == .number, let number = line.number(value) else { throw wrong(name, needs: "a number") }
    return number
  }

  /// The entries of a list, at most so many.
  func list(_ name: String, atMost most: Int) throws(TrainerFault) -> [JSONLine.Value]? {
    guard let value = values[name] else { return nil }
    guard value.kind == .list else { throw wrong(name, needs: "a list") }
    var entries: [JSONLine.Value] = []
    var list = JSONLine(line.bytes, value.range)
    try list.forEachEntry { line throws(TrainerFault) in
      guard entries.count < most else {
        throw wrong(name, "of more than \(most) entries, which are too many")
      }
      entries.append(try line.value())
    }
    return entries
  }

  /// The objects of a list; their place in errors is `kind` with their number.
  func objects(_ name: String, atMost most: Int, kind: String) throws(TrainerFault) -> [JSONMembers]? {
    guard let entries = try list(name, atMost: most) else { return nil }
    var objects: [JSONMembers] = []
    for (index, entry) in entries.enumerated() {
      guard entry.kind == .object else { throw wrong(name, needs: "a list of objects") }
      objects.append(try JSONMembers(line.bytes, entry.range, place: "\(kind) \(index + 1)"))
    }
    return objects
  }
}

extension String {
  /// A value as it stands, cut where it is long.
  fileprivate var shortened: String { count > 40 ? prefix(40) + "…" : self }
}

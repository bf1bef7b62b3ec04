import Input

extension String {
  /// As Python reads it; `nil` where it has characters or bytes that cannot be shown in a line.
  var pythonLiteral: String? {
    guard printable == self else { return nil }
    return "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

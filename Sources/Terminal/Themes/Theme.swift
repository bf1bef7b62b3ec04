/// The looks of all roles.
package struct Theme: Hashable, Sendable {
  package enum Variant: String, Sendable, CaseIterable {
    case dark, light
  }

  package var name: String
  package var variant: Variant
  package var appearances: [Role: Appearance]
  /// The files it was read from, the most specific first; `compiled in` for the built-in ones.
  package var sources: [String]

  package subscript(role: Role) -> Appearance { appearances[role] ?? Appearance() }
}

/// What is printed for whoever writes a trainer.
package enum TrainerTexts {
  /// A trainer in Python 3, without dependencies.
  package static var example: [UInt8] { PackageResources.example_py }
  /// The protocol with every message.
  package static var `protocol`: [UInt8] { PackageResources.protocol_txt }
}

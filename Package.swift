// swift-tools-version: 6.2
import PackageDescription

// The vector kernels are one source compiled once a processor class. Their loops have been checked against
// the naive kernel on random shapes, so the checks of the release build would only cost time; optimisation is
// on in debug builds too, because an unoptimised kernel would make every test that trains a network unusable.
let kernelFlags = [
  "-O", "-Ounchecked", "-wmo", "-num-threads", "2", "-disable-batch-mode",
  // Contractions that differ by their epilogues alone would be merged, and call the epilogue for every entry.
  "-Xllvm", "-swiftmergefunc-threshold=0",
]

var vectorTargets: [Target] = [
  .target(
    name: "EngineBaseline", dependencies: ["EngineInterface", "CSupport"], path: "Sources/Engine/Vector",
    swiftSettings: [.unsafeFlags(kernelFlags)])
]
#if arch(x86_64)
  // VectorAVX2 and VectorAVX512 are symbolic links to Vector.
  vectorTargets += [
    .target(
      name: "EngineAVX2", dependencies: ["EngineInterface", "CSupport"], path: "Sources/Engine/VectorAVX2",
      swiftSettings: [.define("FUSED"), .unsafeFlags(kernelFlags + ["-Xcc", "-march=haswell"])]),
    .target(
      name: "EngineAVX512", dependencies: ["EngineInterface", "CSupport"],
      path: "Sources/Engine/VectorAVX512",
      swiftSettings: [
        .define("FUSED"), .define("WIDE"), .unsafeFlags(kernelFlags + ["-Xcc", "-march=x86-64-v4"]),
      ]),
  ]
#endif

/// The floors whose memory is laid out by hand. Under the address sanitizer they are built and tested alone, as
/// `PHASE_TUI_FLOORS=engine swift test --sanitize=address`: everything takes three times as long.
let engineFloors = [
  "CSupport", "Model", "EngineInterface", "Engine", "Limits", "TestSupport", "ModelTests", "EngineTests",
  "LimitsTests",
]
let isEngineAlone = Context.environment["PHASE_TUI_FLOORS"] == "engine"

let package = Package(
  name: "phase-tui",
  products: isEngineAlone ? [] : [.executable(name: "phase-tui", targets: ["phase-tui"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: vectorTargets
    + ([
      .systemLibrary(name: "CNcurses"),
      .target(name: "CSupport"),
      .target(name: "Input", dependencies: ["CSupport", "TOMLKit"]),
      .target(
        name: "Model", dependencies: [.product(name: "RealModule", package: "swift-numerics")],
        swiftSettings: [.unsafeFlags(["-O"])]),
      .target(
        name: "EngineInterface", dependencies: ["Model", "CSupport"], path: "Sources/Engine/Interface"),
      .target(
        name: "Engine",
        dependencies: [
          .product(name: "RealModule", package: "swift-numerics"), "EngineInterface", "CSupport",
        ]
          + vectorTargets.map { .byName(name: $0.name) },
        path: "Sources/Engine", exclude: ["Interface", "Vector", "VectorAVX2", "VectorAVX512"],
        swiftSettings: [.unsafeFlags(["-O"])]),
      .target(
        name: "Limits",
        dependencies: ["Engine", "CSupport", .product(name: "RealModule", package: "swift-numerics")],
        swiftSettings: [.unsafeFlags(["-O"])]),
      .target(
        name: "Rates",
        dependencies: ["Limits", "Engine", .product(name: "RealModule", package: "swift-numerics")],
        swiftSettings: [.unsafeFlags(["-O"])]),
      .target(
        name: "Phases",
        dependencies: [
          "Input", "Limits", .product(name: "RealModule", package: "swift-numerics"),
        ]),
      // Records are decoded by the hundred megabytes.
      .target(
        name: "Archive", dependencies: ["Phases", "Rates", "Trainer"], swiftSettings: [.unsafeFlags(["-O"])]),
      .target(name: "Sweep", dependencies: ["Archive", "Trainer"]),
      .target(
        name: "Trainer", dependencies: ["CSupport", "Input"],
        resources: ["example.py", "protocol.txt"].map { .embedInCode("Texts/\($0)") },
        swiftSettings: [.unsafeFlags(["-O"])]),
      // Sources/Terminal/Themes/Shipped is a symbolic link to themes, so that the program carries them inside.
      .target(
        name: "Terminal", dependencies: ["CNcurses", "CSupport", "Input"],
        resources: [
          "default", "dark", "light", "colour-blind", "high-contrast", "mono", "tidepool", "orchard",
        ].map { .embedInCode("Themes/Shipped/\($0).toml") }),
      .target(name: "Explorer", dependencies: ["Sweep", "Terminal"]),
      .executableTarget(
        name: "phase-tui",
        dependencies: [
          "Explorer", "Trainer", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
      .executableTarget(
        name: "phase-bench",
        dependencies: [
          "CPseudoTerminal", "Sweep", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
      .target(name: "TestSupport", dependencies: ["Model"], path: "Tests/Support/TestSupport"),
      .testTarget(name: "InputTests", dependencies: ["Input"]),
      .testTarget(name: "ModelTests", dependencies: ["Engine", "TestSupport"]),
      .testTarget(name: "EngineTests", dependencies: ["Engine", "TestSupport"], exclude: ["Golden"]),
      .testTarget(name: "LimitsTests", dependencies: ["Limits", "TestSupport"], exclude: ["Golden"]),
      .testTarget(name: "RatesTests", dependencies: ["Rates"]),
      .testTarget(name: "PhasesTests", dependencies: ["Phases", "TestSupport"]),
      .testTarget(name: "ArchiveTests", dependencies: ["Archive", "TestSupport"]),
      .testTarget(name: "SweepTests", dependencies: ["Sweep", "TestSupport", "Trainer"]),
      .testTarget(name: "TrainerTests", dependencies: ["Trainer"]),
      .testTarget(name: "TerminalTests", dependencies: ["CSupport", "Terminal"]),
      .testTarget(name: "ExplorerTests", dependencies: ["Explorer", "TestSupport"], exclude: ["Screens"]),
      .testTarget(name: "FuzzTests", dependencies: ["Archive", "Phases", "Terminal", "TestSupport"]),
      .testTarget(name: "HouseTests", dependencies: ["Archive", "Explorer", "Phases", "Rates", "Trainer"]),
      .systemLibrary(name: "CVTerm", path: "Tests/Support/CVTerm"),
      .target(name: "CPseudoTerminal", path: "Tests/Support/CPseudoTerminal"),
      .testTarget(
        name: "EndToEndTests",
        dependencies: ["phase-tui", "Explorer", "TestSupport", "CPseudoTerminal", "CVTerm"],
        exclude: ["Kept", "Pictures"]),
    ] as [Target]).filter { !isEngineAlone || engineFloors.contains($0.name) }
)

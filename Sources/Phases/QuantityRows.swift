import Limits
import Model

extension Quantity {
  /// A new quantity is a constant in `Quantity.swift` and its row here.
  var described: Row {
    switch self {
    case .initialLoss:
      Row(
        "loss_initial", "initial loss", "‖h_L − Y‖²/(ND) before the first step",
        .seed { $0.evidence.initialLoss })
    case .finalLoss:
      Row(
        "loss_final", symbols: ("loss", "loss"), "final loss", "‖h_L − Y‖²/(ND) after the last step",
        coloring: Coloring("final-loss", .below(.initialLoss)),
        .seed { $0.evidence.finalLoss })
    case .peakLoss:
      Row(
        "loss_peak", "largest loss after the first step", "the largest ‖h_L − Y‖²/(ND) after the first step",
        .seed { $0.evidence.peakLoss })

    case .initialDisplacement:
      Row(
        "initial_displacement", symbols: ("ξ", "xi"), "initial displacement",
        "rms(h_L − X)/rms(X) before training",
        coloring: Coloring("displacement", .fixed(0.001...1)), .seed { $0.evidence.initialDisplacement })
    case .localFeatureUpdate:
      Row(
        "local_feature_update", symbols: ("q", "q"), "local feature update", "rms of (U_K − U_0)ᵀ h_K / D",
        .step { $0.order.localFeatureUpdate })
    case .relativeFeatureUpdate:
      Row(
        "relative_feature_update", symbols: ("φ", "phi"), "relative feature update",
        "q/q_c, q_c that of the critical companion: α = 1, σ_v = √D, L = 256, M = 8 in antithetic pairs, the same D, "
          + "N, K, η, σ_u and data",
        coloring: Coloring("feature-update", .fixed(0.01...1)), .step { $0.evidence.relativeFeatureUpdate })
    case .driftNonlinearity:
      Row(
        "drift_nonlinearity", symbols: ("ρ", "rho"), "drift non-linearity",
        "‖Σ(Δb − Δb_lin)‖/‖ΣΔb‖ over the blocks b along the trained trajectory",
        coloring: Coloring("nonlinearity", .fixed(0.01...1)), .step { $0.order.driftNonlinearity })
    case .inputWeightChange:
      Row(
        "input_weight_change", symbols: ("ΔU", "dU"), "input-weight change", "rms(U_K − U_0)",
        coloring: Coloring("weight-change", .fixed(0.01...10)), .step { $0.order.inputWeightChange })
    case .outputWeightChange:
      Row(
        "output_weight_change", symbols: ("ΔV", "dV"), "output-weight change", "rms(V_K − V_0)·√D/σ_v",
        .step { $0.order.outputWeightChange })
    case .preactivationChange:
      Row(
        "preactivation_change", symbols: ("ΔP", "dP"), "pre-activation change",
        "rms(P_K − P_0), P the pre-activations",
        .step { $0.order.preactivationChange })
    case .outputChange:
      Row(
        "output_change", symbols: ("Δh", "dh"), "output change", "rms(h_K − h_0), h the output",
        .step { $0.order.outputChange })

    case .outputSpread:
      Row(
        "output_spread", symbols: ("spread", "spread"), "output spread over seeds",
        "rms over the output's entries of the standard deviation over seeds",
        coloring: Coloring("spread", .fixed(0.001...1)), needs: [.seeds], .ensemble { $0.outputSpread })

    case .limitDistance:
      Row(
        "limit_distance", symbols: ("limit", "limit"), "distance to the Mean ODE",
        "rms of the output minus the Mean ODE's",
        coloring: Coloring("limit-distance", short: "Mean ODE distance", .fixed(0.001...1)),
        .limits { $0.limit?.distance.median })
    case .limitDistanceError:
      Row(
        "limit_distance_error", "error of the Mean ODE's output",
        "the rms by which that output is off, estimated",
        .limits { $0.limit?.error })
    case .limitOutputNorm:
      Row("limit_output_norm", "size of the Mean ODE's output", "its rms", .limits { $0.limit?.outputNorm })
    case .tangentDistance:
      Row(
        "tangent_distance", symbols: ("tangent", "tangent"), "distance to the tangent twin",
        "‖h_K − h̃_K‖/‖h_K − h_0‖, h̃ the output of the linearised twin",
        coloring: Coloring("tangent-distance", short: "twin distance", .fixed(0.001...1)),
        .limits { $0.tangent?.median })
    case .tangentLimitDistance:
      Row(
        "tangent_limit_distance", symbols: ("kernel", "kernel"), "distance to the lazy ODE",
        "‖h_K − h*_K‖/‖h_K − h_0‖, h* the limit of infinitely many linearised units (the Neural Tangent ODE), by its kernel",
        coloring: Coloring("tangent-limit-distance", short: "lazy ODE distance", .fixed(0.001...1)),
        isOccasional: true, needs: [.kernel], .limits { $0.tangentLimit?.distance.median })
    case .tangentLimitError:
      Row(
        "tangent_limit_error", "error of the lazy ODE's output",
        "by how much that output is off, in the same unit, estimated", isOccasional: true, needs: [.kernel],
        .limits { $0.tangentLimit?.error })

    case .heldOutInitialLoss:
      Row(
        "test_loss_initial", "initial held-out loss",
        "‖h_L − Y‖²/(TD) of T held-out samples before the first step", isOccasional: true,
        needs: [.heldOutSamples],
        .seed { $0.seed.heldOutLosses?.initial ?? .nan })
    case .heldOutFinalLoss:
      Row(
        "test_loss_final", symbols: ("loss_test", "loss_test"), "final held-out loss",
        "‖h_L − Y‖²/(TD) of T held-out samples after the last step",
        coloring: Coloring("test-loss", short: "held-out loss", .below(.heldOutInitialLoss)),
        isOccasional: true, needs: [.heldOutSamples], .seed { $0.seed.heldOutLosses?.final ?? .nan })
    case .heldOutLimitDistance:
      Row(
        "test_limit_distance", symbols: ("limit_test", "limit_test"),
        "distance to the Mean ODE on held-out samples",
        "rms of the output on held-out samples minus the Mean ODE's",
        coloring: Coloring("test-limit-distance", short: "held-out Mean ODE distance", .fixed(0.001...1)),
        isOccasional: true, needs: [.heldOutSamples], .limits { $0.heldOutLimit?.median })
    case .heldOutTangentDistance:
      Row(
        "test_tangent_distance", symbols: ("tangent_test", "tangent_test"),
        "distance to the tangent twin on held-out samples",
        "‖h_K − h̃_K‖/‖h_K − h_0‖ of the outputs on held-out samples",
        coloring: Coloring("test-tangent-distance", short: "held-out twin distance", .fixed(0.001...1)),
        isOccasional: true, needs: [.heldOutSamples], .limits { $0.heldOutTangent?.median })
    case .heldOutTangentLimitDistance:
      Row(
        "test_tangent_limit_distance", symbols: ("kernel_test", "kernel_test"),
        "distance to the lazy ODE on held-out samples",
        "‖h_K − h*_K‖/‖h_K − h_0‖ of the outputs on held-out samples",
        coloring: Coloring(
          "test-tangent-limit-distance", short: "held-out lazy ODE distance", .fixed(0.001...1)),
        isOccasional: true, needs: [.kernel, .heldOutSamples],
        .limits { $0.heldOutTangentLimit?.distance.median })
    case .heldOutTangentLimitError:
      Row(
        "test_tangent_limit_error", "error of the lazy ODE's output on held-out samples",
        "by how much that output is off, in the same unit, estimated", isOccasional: true,
        needs: [.kernel, .heldOutSamples], .limits { $0.heldOutTangentLimit?.error })

    case .accuracy:
      Row(
        "accuracy", symbols: ("acc", "acc"), "accuracy",
        "share of the training samples whose largest output is their label's, after the last step; undefined for the "
          + "squared error",
        coloring: Coloring("accuracy", .fixed(0...1), .differences), isOccasional: true, needs: [.labels],
        .seed { $0.seed.accuracy ?? .nan })
    case .heldOutAccuracy:
      Row(
        "test_accuracy", symbols: ("acc_test", "acc_test"), "held-out accuracy",
        "the same of the held-out samples",
        coloring: Coloring("test-accuracy", short: "held-out accuracy", .fixed(0...1), .differences),
        isOccasional: true, needs: [.labels, .heldOutSamples],
        .seed { $0.seed.heldOutAccuracy ?? .nan })

    case .relativeScale:
      Row(
        "scale", symbols: ("S", "S"), "relative scale", "α σ_v/√D, 1 at the critical residual scale",
        .parameters { $0.relativeScale })
    default: preconditionFailure("the quantity \(place) has no row")
    }
  }
}

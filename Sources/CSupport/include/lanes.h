#pragma once

typedef float support_lanes __attribute__((ext_vector_type(8)));

/// Eight square roots, each rounded once. Swift takes those of a vector one by one, with a call for numbers below 0.
static inline support_lanes support_square_roots(support_lanes x) { return __builtin_elementwise_sqrt(x); }

typedef float support_wide_lanes __attribute__((ext_vector_type(16)));

/// Sixteen of them.
static inline support_wide_lanes support_wide_square_roots(support_wide_lanes x) { return __builtin_elementwise_sqrt(x); }

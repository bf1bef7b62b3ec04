#pragma once

/// Asks for the cache line at an address, which need not be valid.
static inline void support_prefetch(const void *address) { __builtin_prefetch(address, 0, 2); }

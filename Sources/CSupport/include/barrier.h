#pragma once
#include <stdint.h>

/// A barrier for threads that meet every few microseconds: waits by spinning, and gives the processor away only
/// when another thread seems to have lost its own. Starts zeroed.
typedef struct {
  uint32_t arrived;
  uint32_t round;
} support_barrier;

void support_barrier_wait(support_barrier *barrier, uint32_t count);

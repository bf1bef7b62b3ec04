#pragma once
#include <stdbool.h>

/// Whether this processor, and the system on it, run AVX2 and FMA instructions.
bool support_has_avx2_and_fma(void);

/// The same of AVX-512 as x86-64-v4 has it.
bool support_has_avx512(void);

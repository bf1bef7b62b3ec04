#pragma once
#include <stddef.h>

/// Memory for large arrays: aligned to 64 bytes, with huge pages asked for. NULL if there is none.
/// Returned to the system by support_release_large with the same size.
void *support_allocate_large(size_t bytes);
void support_release_large(void *memory, size_t bytes);

#define _GNU_SOURCE
#include "memory.h"
#include <sys/mman.h>

void *support_allocate_large(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

void support_release_large(void *memory, size_t bytes) { munmap(memory, bytes); }

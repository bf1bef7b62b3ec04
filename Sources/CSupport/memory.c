#define _GNU_SOURCE
#include "memory.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

void *support_allocate_large(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

void support_release_large(void *memory, size_t bytes) { munmap(memory, bytes); }

uint64_t support_physical_memory(void) {
  uint64_t physical = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGE_SIZE);
  const char *limits[] = {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
  for (int i = 0; i < 2; i++) {
    FILE *file = fopen(limits[i], "r");
    unsigned long long limit;
    if (!file) continue;
    if (fscanf(file, "%llu", &limit) == 1 && limit < physical) physical = limit;
    fclose(file);
  }
  return physical;
}

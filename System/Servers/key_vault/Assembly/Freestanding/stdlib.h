// What PyCryptodome's hashes name of the C library's <stdlib.h>: for states that they allocate themselves, of which there are none here.
#pragma once
#include <stddef.h>

static inline void *calloc(size_t count, size_t size) {
  (void)count, (void)size;
  return NULL;
}
static inline void free(void *memory) { (void)memory; }
static inline int posix_memalign(void **memory, size_t alignment, size_t size) {
  (void)memory, (void)alignment, (void)size;
  return 1;
}

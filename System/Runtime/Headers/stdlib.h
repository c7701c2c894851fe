// What C of others expects of <stdlib.h>. There is no allocator in it: who embeds such code says where its memory comes from, or
// defines NO_ALLOCATION before anything is included, and has functions that never give any.

#pragma once
#include <stddef.h>

static inline int abs(int value) { return value < 0 ? -value : value; }

#ifdef NO_ALLOCATION
static inline void *calloc(size_t count, size_t size) {
  (void)count, (void)size;
  return NULL;
}
static inline void free(void *memory) { (void)memory; }
static inline int posix_memalign(void **memory, size_t alignment, size_t size) {
  (void)memory, (void)alignment, (void)size;
  return 1;
}
#endif

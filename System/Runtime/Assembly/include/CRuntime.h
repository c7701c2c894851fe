// What the runtime expects of the layer above it, and the one word that each thread has for itself.
#pragma once
#include <stdint.h>

/// Fresh memory for the heap: `bytes` is a multiple of the page size. Returns its address, or 0. `token` becomes
/// whatever `heap_shrink` needs to know.
uintptr_t heap_grow(uintptr_t bytes, uint64_t *token);

/// Takes back memory that `heap_grow` provided. Returns 0 if it cannot: the heap keeps it then.
int heap_shrink(uintptr_t address, uintptr_t bytes, uint64_t token);

#if !defined(__linux__)

/// A word of the thread's own message page (KernelABI, `MessagePage.ownOffset`): where its part of the heap is.
static inline __attribute__((always_inline)) uintptr_t thread_word(void) {
  uintptr_t word;
  __asm__ volatile("movq %%fs:48, %0" : "=r"(word));
  return word;
}
static inline __attribute__((always_inline)) void set_thread_word(uintptr_t word) {
  __asm__ volatile("movq %0, %%fs:48" ::"r"(word) : "memory");
}

#else

// On the developer's machine, where tests run: the host's own thread-local storage.
uintptr_t thread_word(void);
void set_thread_word(uintptr_t word);

#endif

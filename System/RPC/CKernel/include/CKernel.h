// The `syscall` instruction (System/KernelABI/Syscall.swift says what is in which register), and the thread's own
// message page, whose address every thread finds in it at fs:56 (System/KernelABI/Message.swift).
//
// On the developer's machine there is no such kernel: there, both go to a double that a test provides.
#pragma once
#include <stdint.h>

typedef struct {
  uint64_t outcome, badge, tag, word0, word1, word2, word3;
} kernel_result;

#define KERNEL_INLINE static inline __attribute__((always_inline))

KERNEL_INLINE uint64_t kernel_ticks(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return low | (uint64_t)high << 32;
}

#if defined(__linux__)

/// What a test puts in the place of the kernel. Each host thread has its own.
typedef kernel_result (*kernel_double)(void *context, uint64_t number, uint64_t capability, uint64_t tag, uint64_t word0,
                                       uint64_t word1, uint64_t word2, uint64_t word3);
void kernel_set_double(kernel_double replacement, void *context);
/// Makes the page at `address` the calling host thread's message page; returns the former one (0: none).
uint64_t kernel_set_message_page(uint64_t address);
kernel_result kernel_enter(uint64_t number, uint64_t capability, uint64_t tag, uint64_t word0, uint64_t word1,
                           uint64_t word2, uint64_t word3);
uint64_t kernel_message_page(void);

#else

KERNEL_INLINE kernel_result kernel_enter(uint64_t number, uint64_t capability, uint64_t tag, uint64_t word0,
                                         uint64_t word1, uint64_t word2, uint64_t word3) {
  register uint64_t r8 __asm__("r8") = word1;
  register uint64_t r9 __asm__("r9") = word2;
  register uint64_t r10 __asm__("r10") = word3;
  __asm__ volatile("syscall"
                   : "+a"(number), "+D"(capability), "+S"(tag), "+d"(word0), "+r"(r8), "+r"(r9), "+r"(r10)
                   :
                   : "rcx", "r11", "memory");
  kernel_result result = {number, capability, tag, word0, r8, r9, r10};
  return result;
}

/// Not volatile: a thread's page never moves.
KERNEL_INLINE uint64_t kernel_message_page(void) {
  uint64_t page;
  __asm__("movq %%fs:56, %0" : "=r"(page));
  return page;
}

#endif

// The `syscall` instruction (System/KernelABI/Syscall.swift says what is in which register), and the thread's own
// message page, whose address the thread finds in it at fs:56.
#pragma once
#include <stdint.h>

typedef struct {
  uint64_t outcome, badge, tag, word0, word1, word2, word3;
} kernel_result;

#if defined(__x86_64__) && !defined(__linux__)
static inline __attribute__((always_inline)) kernel_result kernel_enter(
    uint64_t number, uint64_t capability, uint64_t tag, uint64_t word0, uint64_t word1, uint64_t word2, uint64_t word3) {
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
static inline __attribute__((always_inline)) uint64_t kernel_message_page(void) {
  uint64_t page;
  __asm__("movq %%fs:56, %0" : "=r"(page));
  return page;
}
static inline __attribute__((always_inline)) uint64_t kernel_ticks(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return low | (uint64_t)high << 32;
}
#endif

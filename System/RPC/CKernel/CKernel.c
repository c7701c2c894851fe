// The kernel's stand-in on the developer's machine. For the bare machine the module is its header.
#include "CKernel.h"

#if defined(__linux__)

#include <stdlib.h>

static _Thread_local kernel_double replacement;
static _Thread_local void *replacement_context;
static _Thread_local uint64_t message_page;

void kernel_set_double(kernel_double function, void *context) {
  replacement = function;
  replacement_context = context;
}

uint64_t kernel_set_message_page(uint64_t address) {
  uint64_t former = message_page;
  message_page = address;
  return former;
}

kernel_result kernel_enter(uint64_t number, uint64_t capability, uint64_t tag, uint64_t word0, uint64_t word1,
                           uint64_t word2, uint64_t word3) {
  if (!replacement) abort();
  return replacement(replacement_context, number, capability, tag, word0, word1, word2, word3);
}

uint64_t kernel_message_page(void) { return message_page; }

#endif

// The thread's own word on the developer's machine.
#include "CRuntime.h"

#if defined(__linux__)

static _Thread_local uintptr_t own_word;

uintptr_t thread_word(void) { return own_word; }
void set_thread_word(uintptr_t word) { own_word = word; }

#endif

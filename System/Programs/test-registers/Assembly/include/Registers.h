// What Swift cannot say: all registers at once.
#pragma once
#include <stdint.h>

/// Fills every register with values made from `seed`, counts `rounds` down, and compares.
/// Returns 0, or 1 + the number of the first register that changed (0...12 general, 16...31 vector).
uint64_t registers_keep(uint64_t seed, uint64_t rounds);
/// ds, es, fs and gs, 16 bits each.
uint64_t registers_selectors(void);
/// What fs:56 holds: the address of the thread's message page.
uint64_t registers_self(void);
/// The flags after a system call.
uint64_t registers_flags(void);
/// Does user code learn anything of that descriptor (`verr`, `lar`)? 0 or 1.
uint64_t registers_reachable(uint64_t selector);
/// Never returns: spoils everything that user code can change, for ever.
void registers_spoil(void) __attribute__((noreturn));

// Instructions that Swift has no name for, one function each, and the symbols that assembly shares with Swift.
#pragma once
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

INLINE uint64_t x86_rdtsc(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return low | (uint64_t)high << 32;
}
INLINE void x86_out8(uint16_t port, uint8_t value) { __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port)); }
INLINE void x86_out16(uint16_t port, uint16_t value) { __asm__ volatile("outw %0, %1" ::"a"(value), "Nd"(port)); }
INLINE void x86_out32(uint16_t port, uint32_t value) { __asm__ volatile("outl %0, %1" ::"a"(value), "Nd"(port)); }
INLINE uint8_t x86_in8(uint16_t port) { uint8_t v; __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port)); return v; }
INLINE uint16_t x86_in16(uint16_t port) { uint16_t v; __asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"(port)); return v; }
INLINE uint32_t x86_in32(uint16_t port) { uint32_t v; __asm__ volatile("inl %1, %0" : "=a"(v) : "Nd"(port)); return v; }
INLINE uint32_t x86_load32(uint64_t address) { return *(volatile uint32_t *)address; }
INLINE void x86_store32(uint64_t address, uint32_t value) { *(volatile uint32_t *)address = value; }
INLINE uint64_t x86_read_cr0(void) { uint64_t v; __asm__ volatile("mov %%cr0, %0" : "=r"(v)); return v; }
INLINE uint64_t x86_read_cr2(void) { uint64_t v; __asm__ volatile("mov %%cr2, %0" : "=r"(v)); return v; }
INLINE uint64_t x86_read_cr3(void) { uint64_t v; __asm__ volatile("mov %%cr3, %0" : "=r"(v)); return v; }
INLINE uint64_t x86_read_cr4(void) { uint64_t v; __asm__ volatile("mov %%cr4, %0" : "=r"(v)); return v; }
extern volatile uint32_t panicking;
/// Was it 0 before?
INLINE int x86_begin_panic(void) { return __atomic_exchange_n(&panicking, 1, __ATOMIC_SEQ_CST) == 0; }
INLINE void x86_write_cr0(uint64_t v) { __asm__ volatile("mov %0, %%cr0" ::"r"(v) : "memory"); }
INLINE void x86_write_cr3(uint64_t v) { __asm__ volatile("mov %0, %%cr3" ::"r"(v) : "memory"); }
INLINE void x86_write_cr4(uint64_t v) { __asm__ volatile("mov %0, %%cr4" ::"r"(v) : "memory"); }
INLINE void x86_invlpg(uint64_t address) { __asm__ volatile("invlpg (%0)" ::"r"(address) : "memory"); }
INLINE void x86_write_msr(uint32_t msr, uint64_t v) {
  __asm__ volatile("wrmsr" ::"c"(msr), "a"((uint32_t)v), "d"((uint32_t)(v >> 32)) : "memory");
}
INLINE uint64_t x86_read_msr(uint32_t msr) {
  uint32_t low, high;
  __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
  return low | (uint64_t)high << 32;
}
INLINE void x86_xsetbv(uint64_t v) {
  __asm__ volatile("xsetbv" ::"c"(0), "a"((uint32_t)v), "d"((uint32_t)(v >> 32)));
}
INLINE void x86_xsave(uint64_t area) {
  __asm__ volatile("xsave64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
}
INLINE void x86_xrstor(uint64_t area) {
  __asm__ volatile("xrstor64 (%0)" ::"r"(area), "a"(-1), "d"(-1) : "memory");
}
/// User code may load null selectors and the user data selector, and with fs and gs their bases change as well: the next
/// thread must not see it. Leaves fs with an undefined base (processors differ in what a null selector does to it).
INLINE void x86_reset_segments(void) {
  __asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%fs; swapgs; mov %0, %%gs; swapgs" ::"r"(0) : "memory");
}
INLINE void x86_load_no_local_table(void) { __asm__ volatile("lldt %w0" ::"r"(0)); }
INLINE void x86_disarm_breakpoints(void) { __asm__ volatile("mov %0, %%dr7" ::"r"(0x400ul)); }
/// The address of this CPU's structure. Only after gs was set.
INLINE uint64_t x86_this_cpu(void) { uint64_t v; __asm__ volatile("mov %%gs:-16, %0" : "=r"(v)); return v; }
/// How many CPUs wait for the kernel lock, which the caller holds.
extern volatile uint32_t lock_next, lock_owner;
INLINE uint32_t x86_lock_waiters(void) { return lock_next - lock_owner - 1; }
INLINE void x86_pause(void) { __asm__ volatile("pause"); }
INLINE void x86_halt_forever(void) { for (;;) __asm__ volatile("cli; hlt"); }
INLINE void x86_lgdt(const void *descriptor) { __asm__ volatile("lgdt (%0)" ::"r"(descriptor) : "memory"); }
INLINE void x86_lidt(const void *descriptor) { __asm__ volatile("lidt (%0)" ::"r"(descriptor) : "memory"); }
INLINE void x86_ltr(uint16_t selector) { __asm__ volatile("ltr %0" ::"r"(selector)); }

typedef struct { uint32_t a, b, c, d; } x86_cpuid_result;
INLINE x86_cpuid_result x86_cpuid(uint32_t leaf, uint32_t subleaf) {
  x86_cpuid_result r;
  __asm__ volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d) : "a"(leaf), "c"(subleaf));
  return r;
}
INLINE void x86_store_release(volatile uint32_t *p, uint32_t v) { __atomic_store_n(p, v, __ATOMIC_SEQ_CST); }
INLINE uint32_t x86_load_acquire(volatile uint32_t *p) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }
INLINE void x86_store32_release(uint64_t p, uint32_t v) { __atomic_store_n((volatile uint32_t *)p, v, __ATOMIC_SEQ_CST); }
INLINE uint32_t x86_load32_acquire(uint64_t p) { return __atomic_load_n((volatile uint32_t *)p, __ATOMIC_SEQ_CST); }

// Addresses of symbols in Entry.S, Boot.S and kernel.ld.
#define SYMBOL(name) extern char name[]; INLINE uint64_t address_of_##name(void) { return (uint64_t)name; }
SYMBOL(image_start) SYMBOL(text_start) SYMBOL(text_end) SYMBOL(rodata_end) SYMBOL(image_end) SYMBOL(boot_start)
SYMBOL(boot_tables) SYMBOL(syscall_entry) SYMBOL(interrupt_stubs) SYMBOL(kernel_storage) SYMBOL(cpu_areas)
SYMBOL(trampoline_start) SYMBOL(trampoline_end) SYMBOL(kernel_tables)

void enter_user(void) __attribute__((noreturn));
void acquire_kernel_lock(void);

// Numbers that assembly shares with Swift: see MemoryMap.swift and ../UserRegisters.swift.
#define KERNEL_BASE 0x7f8000000000
#define CPU_AREA_SIZE 0x20000      /* guard page, kernel stack, exception stacks, descriptor tables, CPU */
#define CPU_AREA_GS 0x18040        /* where gs points to within a CPU area: the CPU structure */
#define GS_STACK_TOP -8
#define GS_USER_SP -24
#define GS_FLUSH -32
#define VECTOR_FLUSH 0xf2
#define LAPIC_EOI 0x7fc0000000b0   /* DEVICE_BASE + 0xb0 */

#define REG_RAX 0
#define REG_RBX 8
#define REG_RCX 16
#define REG_RDX 24
#define REG_RSI 32
#define REG_RDI 40
#define REG_RBP 48
#define REG_RSP 56
#define REG_R8 64
#define REG_R9 72
#define REG_R10 80
#define REG_R11 88
#define REG_R12 96
#define REG_R13 104
#define REG_R14 112
#define REG_R15 120
#define REG_RIP 128
#define REG_RFLAGS 136
#define REG_SYSRET 144

// The ways into the kernel and out of it: what has to be done before and after Swift.
//
// A thread's registers are stored in its own page (gs:0 points to it), so that switching threads is only a matter of which
// page the way out loads from. The kernel has one stack per CPU, empty at every entry. All registers are loaded on the way
// out: nothing of the kernel's or of another thread's is left in them.
#include "Layout.h"

.section .text, "ax"

.macro SAVE_COMMON base
  movq %rax, REG_RAX(\base)
  movq %rbx, REG_RBX(\base)
  movq %rdx, REG_RDX(\base)
  movq %rsi, REG_RSI(\base)
  movq %rdi, REG_RDI(\base)
  movq %rbp, REG_RBP(\base)
  movq %r8, REG_R8(\base)
  movq %r9, REG_R9(\base)
  movq %r10, REG_R10(\base)
  movq %r12, REG_R12(\base)
  movq %r13, REG_R13(\base)
  movq %r14, REG_R14(\base)
  movq %r15, REG_R15(\base)
.endm

// Takes the kernel lock: a ticket, so that CPUs enter in the order in which they came. Clobbers rax, r8, r9, r10. Leaves in
// `since` (the register's 32-bit and 64-bit name) the time-stamp counter at which waiting began; 0: no need to wait.
.macro ACQUIRE since32, since64
  xorl \since32, \since32
  movl $1, %eax
  lock xaddl %eax, lock_next(%rip)
  cmpl %eax, lock_owner(%rip)
  je 2f
  call wait_for_lock
  movq %r10, \since64
2:
.endm

.globl syscall_entry
.balign 64
syscall_entry:
  swapgs
  movq %rsp, %gs:GS_USER_SP
  movq %gs:0, %rsp
  SAVE_COMMON %rsp
  movq %rcx, REG_RIP(%rsp)
  movq %r11, REG_RFLAGS(%rsp)
  movq $1, REG_SYSRET(%rsp)
  movq %gs:GS_USER_SP, %rax
  movq %rax, REG_RSP(%rsp)
  movq %gs:GS_STACK_TOP, %rsp
  ACQUIRE %esi, %rsi
  movq %gs:-16, %rdi
  call kernelSystemCall

// Leaves the kernel for the current thread of this CPU.
.globl enter_user
enter_user:
  incl lock_owner(%rip)
  movq %gs:0, %rsp
  testq %rsp, %rsp
  jz idle
  cmpq $0, REG_SYSRET(%rsp)
  je return_by_iret
  movq REG_RAX(%rsp), %rax
  movq REG_RBX(%rsp), %rbx
  movq REG_RIP(%rsp), %rcx
  movq REG_RDX(%rsp), %rdx
  movq REG_RSI(%rsp), %rsi
  movq REG_RDI(%rsp), %rdi
  movq REG_RBP(%rsp), %rbp
  movq REG_R8(%rsp), %r8
  movq REG_R9(%rsp), %r9
  movq REG_R10(%rsp), %r10
  movq REG_RFLAGS(%rsp), %r11
  movq REG_R12(%rsp), %r12
  movq REG_R13(%rsp), %r13
  movq REG_R14(%rsp), %r14
  movq REG_R15(%rsp), %r15
  movq REG_RSP(%rsp), %rsp
  swapgs
  sysretq

return_by_iret:
  movq %rsp, %rdi
  movq %gs:GS_STACK_TOP, %rsp
  pushq $0x1b                     // user data
  pushq REG_RSP(%rdi)
  pushq REG_RFLAGS(%rdi)
  pushq $0x23                     // user code
  pushq REG_RIP(%rdi)
  movq REG_RAX(%rdi), %rax
  movq REG_RBX(%rdi), %rbx
  movq REG_RCX(%rdi), %rcx
  movq REG_RDX(%rdi), %rdx
  movq REG_RSI(%rdi), %rsi
  movq REG_RBP(%rdi), %rbp
  movq REG_R8(%rdi), %r8
  movq REG_R9(%rdi), %r9
  movq REG_R10(%rdi), %r10
  movq REG_R11(%rdi), %r11
  movq REG_R12(%rdi), %r12
  movq REG_R13(%rdi), %r13
  movq REG_R14(%rdi), %r14
  movq REG_R15(%rdi), %r15
  movq REG_RDI(%rdi), %rdi
  swapgs
  iretq

// Nothing to run: the next interrupt comes in at `interrupt_from_idle` and starts with an empty stack.
idle:
  movq %gs:GS_STACK_TOP, %rsp
  sti
  hlt
  jmp idle

// Waits until ticket eax is served; returns in r10 since when. Clobbers rax, r8, r9. Who holds the lock may want this CPU to
// forget its translations, and waits for that.
wait_for_lock:
  movl %eax, %r8d
  movq %rdx, %r9
  rdtsc
  movq %rdx, %r10
  shlq $32, %r10
  orq %rax, %r10
  movq %r9, %rdx
1:
  pause
  cmpl $0, %gs:GS_FLUSH
  je 2f
  movq %cr3, %rax
  movq %rax, %cr3
  movl $0, %gs:GS_FLUSH
2:
  cmpl %r8d, lock_owner(%rip)
  jne 1b
  ret

.globl acquire_kernel_lock
acquire_kernel_lock:
  ACQUIRE %ecx, %rcx
  ret

// 256 stubs of 16 bytes: each leaves an error code and its vector on the stack.
.balign 16
.globl interrupt_stubs
interrupt_stubs:
.set vector, 0
.rept 256
  .balign 16
  .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30)
  pushq $0
  .endif
  pushq $vector
  .if vector == 2 || vector == 8 || vector == 18
  jmp kernel_exception            // never a program's fault: non-maskable interrupt, double fault, machine check
  .elseif vector == VECTOR_FLUSH
  jmp flush_request
  .else
  jmp interrupt_common
  .endif
  .set vector, vector + 1
.endr

// The stack: vector, error code, rip, cs, rflags, rsp, ss.
interrupt_common:
  testb $3, 24(%rsp)
  jz interrupt_in_kernel
  swapgs
  pushq %rdi
  movq %gs:0, %rdi
  SAVE_COMMON %rdi
  movq %rcx, REG_RCX(%rdi)
  movq %r11, REG_R11(%rdi)
  popq REG_RDI(%rdi)
  popq %rsi                       // vector
  popq %rdx                       // error code
  popq REG_RIP(%rdi)
  addq $8, %rsp
  popq REG_RFLAGS(%rdi)
  popq REG_RSP(%rdi)
  movq $0, REG_SYSRET(%rdi)
  movq %gs:GS_STACK_TOP, %rsp
  movl $0, %ecx                   // null selectors for the data segments
  movl %ecx, %ds
  movl %ecx, %es
  cld
  clac                            // an interrupt leaves the alignment check flag as it is, which would switch SMAP off
  ACQUIRE %ecx, %rcx
  movq %gs:-16, %rdi
  call kernelInterrupt
  jmp enter_user

interrupt_in_kernel:
  cmpq $32, (%rsp)
  jb kernel_exception
  movq (%rsp), %rsi               // only `idle` runs with interrupts on: nothing to save
  movq %gs:GS_STACK_TOP, %rsp
  ACQUIRE %ecx, %rcx
  movq %gs:-16, %rdi
  xorl %edx, %edx
  call kernelInterrupt
  jmp enter_user

// Forget translations, without the lock: its holder waits for us.
flush_request:
  pushq %rax
  testb $3, 32(%rsp)
  jz 1f
  swapgs
1:
  movq %cr3, %rax
  movq %rax, %cr3
  movl $0, %gs:GS_FLUSH
  movabsq $LAPIC_EOI, %rax
  movl $0, (%rax)
  testb $3, 32(%rsp)
  jz 2f
  swapgs
2:
  popq %rax
  addq $16, %rsp
  iretq

// An exception in the kernel itself: dump everything and stop.
kernel_exception:
  pushq %r15
  pushq %r14
  pushq %r13
  pushq %r12
  pushq %r11
  pushq %r10
  pushq %r9
  pushq %r8
  pushq %rbp
  pushq %rdi
  pushq %rsi
  pushq %rdx
  pushq %rcx
  pushq %rbx
  pushq %rax
  movq %rsp, %rdi
  andq $-16, %rsp
  cld
  clac
  call kernelException
1:
  cli
  hlt
  jmp 1b

// Overflow, bounds and other checks of Swift end here.
.globl kernelTrap
kernelTrap:
  ud2

// What the compiler calls.
.globl memset
memset:
  movq %rdi, %r8
  movzbl %sil, %eax
  movabsq $0x0101010101010101, %rcx
  imulq %rcx, %rax
  movq %rdx, %rcx
  shrq $3, %rcx
  rep stosq
  movl %edx, %ecx
  andl $7, %ecx
  rep stosb
  movq %r8, %rax
  ret
.globl memcpy
.globl memmove
memcpy:
memmove:
  movq %rdi, %rax
  movq %rdx, %rcx
  movq %rdi, %r8
  subq %rsi, %r8
  cmpq %rdx, %r8
  jb 1f
  shrq $3, %rcx
  rep movsq
  movl %edx, %ecx
  andl $7, %ecx
  rep movsb
  ret
1:
  leaq -1(%rdi,%rdx), %rdi
  leaq -1(%rsi,%rdx), %rsi
  std
  rep movsb
  cld
  ret

.section .data, "aw"
.globl panicking
panicking: .long 0
.balign 64
.globl lock_next
lock_next: .long 0
.balign 64
.globl lock_owner
lock_owner: .long 0

.section .bss, "aw", @nobits
.balign 4096
.globl kernel_storage
kernel_storage: .skip 0x8000
.globl kernel_tables
kernel_tables: .skip 0x20000
.globl cpu_areas
cpu_areas: .skip CPU_AREA_SIZE * 8

// See Registers.h. The pattern of register n is seed + n; of a vector register seed + 16 + n in both halves.
.section .text, "ax"

.macro FILL_VECTOR n
  leaq 16 + \n(%rdi), %rax
  movq %rax, %xmm\n
  punpcklqdq %xmm\n, %xmm\n
.endm
.macro CHECK_VECTOR n
  leaq 16 + \n(%rdi), %rbx
  movl $(17 + \n), %eax
  movq %xmm\n, %rdx
  cmpq %rbx, %rdx
  jne failed
  psrldq $8, %xmm\n
  movq %xmm\n, %rdx
  cmpq %rbx, %rdx
  jne failed
.endm
.macro CHECK number, register
  movl $(1 + \number), %eax
  leaq \number(%rdi), %rcx
  cmpq %rcx, \register
  jne failed
.endm

.globl registers_keep
registers_keep:
  pushq %rbx
  pushq %rbp
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  FILL_VECTOR \n
  .endr
  movq %rsi, %rcx
  leaq 0(%rdi), %rdx
  leaq 1(%rdi), %rbx
  leaq 2(%rdi), %rbp
  leaq 3(%rdi), %rsi
  leaq 4(%rdi), %r8
  leaq 5(%rdi), %r9
  leaq 6(%rdi), %r10
  leaq 7(%rdi), %r11
  leaq 8(%rdi), %r12
  leaq 9(%rdi), %r13
  leaq 10(%rdi), %r14
  leaq 11(%rdi), %r15
1:
  decq %rcx
  jnz 1b
  CHECK 0, %rdx
  CHECK 1, %rbx
  CHECK 2, %rbp
  CHECK 3, %rsi
  CHECK 4, %r8
  CHECK 5, %r9
  CHECK 6, %r10
  CHECK 7, %r11
  CHECK 8, %r12
  CHECK 9, %r13
  CHECK 10, %r14
  CHECK 11, %r15
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  CHECK_VECTOR \n
  .endr
  xorl %eax, %eax
failed:
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbp
  popq %rbx
  ret

.globl registers_selectors
registers_selectors:
  movl %gs, %eax
  shlq $16, %rax
  movl %fs, %ecx
  movw %cx, %ax
  shlq $16, %rax
  movl %es, %ecx
  movw %cx, %ax
  shlq $16, %rax
  movl %ds, %ecx
  movw %cx, %ax
  ret

.globl registers_self
registers_self:
  movq %fs:56, %rax
  ret

.globl registers_flags
registers_flags:
  movl $4, %eax                   // Syscall.yield
  syscall
  pushfq
  popq %rax
  ret

.globl registers_reachable
registers_reachable:
  xorl %eax, %eax
  verr %di
  jz 1f
  lar %edi, %ecx
  jz 1f
  ret
1:
  incl %eax
  ret

.globl registers_spoil
registers_spoil:
  pushfq
  orq $0x44c00, (%rsp)            // alignment check, nested task, direction, overflow
  popfq
  fninit
  fldpi
  movl $0x9f80, %eax
  pushq %rax
  ldmxcsr (%rsp)
  movq $-1, %r15
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  movq %r15, %xmm\n
  punpcklqdq %xmm\n, %xmm\n
  .endr
  movl $0x10000, %r14d
1:
  decl %r14d
  jnz 2f
  movl $4, %eax                   // Syscall.yield: the kernel must run without these flags, and give them back
  syscall
  pushfq
  popq %rax
  andl $0x44400, %eax
  cmpl $0x44400, %eax
  jne lost
  movl $0x10000, %r14d
2:
  movl $0x1b, %eax                // the user data segment, and with it base 0
  movl %eax, %ds
  movl %eax, %es
  movl %eax, %fs
  movl %eax, %gs
  movl $3, %eax                   // a null selector that is not 0
  movl %eax, %ds
  movl %eax, %gs
  movl $0x1b, %eax
  movl %eax, %es
  jmp 1b
lost:
  ud2

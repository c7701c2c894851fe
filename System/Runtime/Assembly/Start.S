// Where a component's first thread starts, and the memory functions that the compiler calls.
//
// The memory functions copy 16 bytes at a time, the last ones overlapping: no size needs a loop over single bytes
// but those below 16.

#if !defined(__linux__) // the developer's machine, where tests run, has all of this

.section .text._start, "ax"
.globl _start
_start:                           // rdi: the message page
  xorl %ebp, %ebp
  andq $-16, %rsp
  call runtimeStart
  xorl %edi, %edi
  xorl %esi, %esi
  call main
  ud2

// Swift reserves these names, so the functions themselves have others (RuntimeHooks.swift).
.section .text.heap, "ax"
.globl posix_memalign
posix_memalign:
  jmp runtime_allocate
.globl free
free:
  jmp runtime_free

.section .text.memset, "ax"
.globl memset
memset:                           // rdi: target, esi: byte, rdx: count -> rax: target
  movq %rdi, %rax
  cmpq $16, %rdx
  jb 2f
  movzbl %sil, %esi
  movabsq $0x0101010101010101, %rcx
  imulq %rcx, %rsi
  movq %rsi, %xmm0
  punpcklqdq %xmm0, %xmm0
  leaq -16(%rdi,%rdx), %r8        // where the last 16 bytes go
1:
  movups %xmm0, (%rdi)
  addq $16, %rdi
  cmpq %r8, %rdi
  jb 1b
  movups %xmm0, (%r8)
  ret
2:
  testq %rdx, %rdx
  jz 3f
  movb %sil, -1(%rdi,%rdx)
  decq %rdx
  jmp 2b
3:
  ret

.section .text.memmove, "ax"
.globl memcpy
.globl memmove
memcpy:
memmove:                          // rdi: target, rsi: source, rdx: count -> rax: target
  movq %rdi, %rax
  cmpq $16, %rdx
  jb 5f
  cmpq $64, %rdx
  ja 10f
  cmpq $32, %rdx
  ja 11f
  movups (%rsi), %xmm0            // up to 64: load all before storing anything
  movups -16(%rsi,%rdx), %xmm1
  movups %xmm0, (%rdi)
  movups %xmm1, -16(%rdi,%rdx)
  ret
11:
  movups (%rsi), %xmm0
  movups 16(%rsi), %xmm1
  movups -32(%rsi,%rdx), %xmm2
  movups -16(%rsi,%rdx), %xmm3
  movups %xmm0, (%rdi)
  movups %xmm1, 16(%rdi)
  movups %xmm2, -32(%rdi,%rdx)
  movups %xmm3, -16(%rdi,%rdx)
  ret
10:
  movq %rdi, %rcx
  subq %rsi, %rcx
  cmpq %rdx, %rcx
  jb 3f                           // the target starts within the source: from the end
  movups -16(%rsi,%rdx), %xmm1
  leaq -16(%rdi,%rdx), %r8
  cmpq $80, %rdx
  jb 1f
  leaq -64(%r8), %r9
2:                                // 64 bytes at a time, as long as more than these are left
  movups (%rsi), %xmm0
  movups 16(%rsi), %xmm2
  movups 32(%rsi), %xmm3
  movups 48(%rsi), %xmm4
  movups %xmm0, (%rdi)
  movups %xmm2, 16(%rdi)
  movups %xmm3, 32(%rdi)
  movups %xmm4, 48(%rdi)
  addq $64, %rsi
  addq $64, %rdi
  cmpq %r9, %rdi
  jb 2b
1:
  movups (%rsi), %xmm0
  movups %xmm0, (%rdi)
  addq $16, %rsi
  addq $16, %rdi
  cmpq %r8, %rdi
  jb 1b
  movups %xmm1, (%r8)
  ret
3:
  movups (%rsi), %xmm1
4:
  movups -16(%rsi,%rdx), %xmm0
  movups %xmm0, -16(%rdi,%rdx)
  subq $16, %rdx
  cmpq $16, %rdx
  ja 4b
  movups %xmm1, (%rdi)
  ret
5:                                // below 16: load all before storing anything
  cmpl $8, %edx
  jae 6f
  cmpl $4, %edx
  jae 7f
  testl %edx, %edx
  jz 9f
  movzbl (%rsi), %ecx
  cmpl $2, %edx
  jb 8f
  movzwl -2(%rsi,%rdx), %r8d
  movw %r8w, -2(%rdi,%rdx)
8:
  movb %cl, (%rdi)
9:
  ret
6:
  movq (%rsi), %rcx
  movq -8(%rsi,%rdx), %r8
  movq %rcx, (%rdi)
  movq %r8, -8(%rdi,%rdx)
  ret
7:
  movl (%rsi), %ecx
  movl -4(%rsi,%rdx), %r8d
  movl %ecx, (%rdi)
  movl %r8d, -4(%rdi,%rdx)
  ret

.section .text.memcmp, "ax"
.globl memcmp
memcmp:                           // rdi, rsi: what to compare, rdx: count -> eax: below, equal to or above 0
  xorl %ecx, %ecx
1:
  cmpq %rdx, %rcx
  je 2f
  movzbl (%rdi,%rcx), %eax
  movzbl (%rsi,%rcx), %r8d
  incq %rcx
  subl %r8d, %eax
  jz 1b
  ret
2:
  xorl %eax, %eax
  ret

#endif

// Where a component's first thread starts, and the memory functions that the compiler calls.
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


.section .text.memory, "ax"
.globl memset
memset:
  movq %rdi, %r8
  movl %esi, %eax
  movq %rdx, %rcx
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
  rep movsb
  ret
1:
  leaq -1(%rdi,%rdx), %rdi
  leaq -1(%rsi,%rdx), %rsi
  std
  rep movsb
  cld
  ret
.globl memcmp
memcmp:
  movq %rdx, %rcx
  xorl %eax, %eax
  testq %rcx, %rcx
  jz 1f
  repe cmpsb
  movzbl -1(%rdi), %eax
  movzbl -1(%rsi), %ecx
  subl %ecx, %eax
1:
  ret

// The names under which Swift's runtime calls the heap (Heap.swift).
.section .text.heap, "ax"
.globl free
free:
  jmp runtime_free
.globl posix_memalign
posix_memalign:
  jmp runtime_allocate

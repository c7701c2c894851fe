// From the boot loader to Swift: 32-bit protected mode, paging off -> long mode in the kernel's own address window.
//
// Two ways in: PVH (QEMU -kernel: the ELF note, ebx = start info) and Multiboot2 (GRUB: the header, ebx = information).
// Sources: Xen docs/misc/pvh.pandoc; Multiboot2 specification 2.0, sections 3.1 and 3.3.
#include "Layout.h"

.section .note.pvh, "a", @note
.balign 4
  .long 4, 4, 18                  // name size, descriptor size, XEN_ELFNOTE_PHYS32_ENTRY
  .asciz "Xen"
  .long pvh_start

.section .boot, "awx"
.balign 8
multiboot_header:
  .long 0xe85250d6, 0, multiboot_end - multiboot_header, -(0xe85250d6 + (multiboot_end - multiboot_header))
  // A framebuffer, optional. GRUB minds the depth only if there is a size; where it has no such mode it takes another.
  .short 5, 1
  .long 20, 1024, 768, 32
  .balign 8
  .short 0, 0
  .long 8
multiboot_end:

.code32
.globl multiboot_start
.globl kernel_main                // the package manager has the linker look for it
kernel_main:
multiboot_start:
  cli
  movl %eax, %esi                 // the magic number tells Swift who loaded us
  jmp common_start
pvh_start:
  cli
  xorl %esi, %esi
common_start:
  movl %ebx, %edi
  movl $boot_stack_top, %esp

  // The features without which this code cannot even go on.
  movl $0x80000000, %eax
  cpuid
  cmpl $0x80000001, %eax
  jb no_long_mode
  movl $0x80000001, %eax
  cpuid
  btl $29, %edx
  jnc no_long_mode
  btl $20, %edx
  jnc no_nx

  // Identity for the first 4 GiB, the same again as physical window, and the kernel's window on the first GiB.
  movl $(boot_pdpt_low + 3), boot_tables
  movl $(boot_pdpt_low + 3), boot_tables + 254 * 8
  movl $(boot_pdpt_kernel + 3), boot_tables + 255 * 8
  movl $(boot_pd + 3), boot_pdpt_kernel
  movl $(boot_pd + 3), boot_pdpt_low
  movl $(boot_pd + 0x1003), boot_pdpt_low + 8
  movl $(boot_pd + 0x2003), boot_pdpt_low + 16
  movl $(boot_pd + 0x3003), boot_pdpt_low + 24
  movl $boot_pd, %eax
  movl $0x83, %edx
1:
  movl %edx, (%eax)
  addl $0x200000, %edx
  addl $8, %eax
  cmpl $(boot_pd + 0x4000), %eax
  jb 1b

  movl $boot_tables, %eax
  movl %eax, %cr3
  movl $0x20, %eax                // CR4: PAE and nothing that the boot loader left behind
  movl %eax, %cr4
  movl $0xc0000080, %ecx          // EFER: NXE, LME, SCE
  xorl %edx, %edx
  movl $0x901, %eax
  wrmsr
  movl $0x80010033, %eax          // CR0: PG, WP, NE, ET, MP, PE; caches on
  movl %eax, %cr0
  lgdt boot_gdt_pointer
  ljmp $8, $long_mode

no_long_mode:
  movl $no_long_mode_text, %esi
  jmp complain
no_nx:
  movl $no_nx_text, %esi
complain:                         // no 64-bit code here: print and leave
  movw $0x3f8, %dx
1:
  movb (%esi), %al
  testb %al, %al
  jz 2f
  outb %al, %dx
  incl %esi
  jmp 1b
2:
  movw $0xf4, %dx
  movl $71, %eax
  outl %eax, %dx
3:
  hlt
  jmp 3b
no_long_mode_text:
  .asciz "bulkhead: this CPU has no 64-bit mode; a 64-bit x86 CPU is needed.\r\n"
no_nx_text:
  .asciz "bulkhead: this CPU lacks NX (no-execute pages), which keeps data from being executed; enable it in the firmware or use another CPU.\r\n"

.code64
long_mode:
  xorl %eax, %eax
  movl %eax, %ds
  movl %eax, %es
  movl %eax, %ss
  movl %eax, %fs
  movl %eax, %gs
  movabsq $first_stack_top, %rsp
  movl %edi, %edi
  movl %esi, %esi
  xorl %ebp, %ebp
  movabsq $kernelMain, %rax
  call *%rax

.balign 8
.globl boot_gdt
boot_gdt:
  .quad 0, 0x00209a0000000000, 0x0000920000000000
boot_gdt_pointer:
  .word 23
  .long boot_gdt

.section .boot.bss, "aw", @nobits
.balign 4096
.globl boot_tables
boot_tables: .skip 4096
boot_pdpt_low: .skip 4096
boot_pdpt_kernel: .skip 4096
boot_pd: .skip 0x4000
  .skip 512
boot_stack_top:

// The first CPU's kernel stack until its own is set up.
.section .bss, "aw", @nobits
.balign 4096
  .skip 0x8000
first_stack_top:

// Where the other CPUs start: copied to physical 0x8000, 16-bit real mode. The words at the end are filled in per CPU.
.section .rodata, "a"
.balign 16
.globl trampoline_start
.globl trampoline_end
#define AT(symbol) (0x8000 + symbol - trampoline_start)
trampoline_start:
.code16
  cli
  xorw %ax, %ax
  movw %ax, %ds
  lgdtl AT(trampoline_gdt_pointer)
  movl AT(trampoline_tables), %eax
  movl %eax, %cr3
  movl $0x20, %eax                // as above
  movl %eax, %cr4
  movl $0xc0000080, %ecx
  xorl %edx, %edx
  movl $0x901, %eax
  wrmsr
  movl $0x80010033, %eax
  movl %eax, %cr0
  ljmpl $8, $AT(trampoline_long)
.code64
trampoline_long:
  movq AT(trampoline_stack), %rsp
  movq AT(trampoline_cpu), %rdi
  movq AT(trampoline_entry), %rax
  xorl %ebp, %ebp
  call *%rax
.balign 8
trampoline_gdt:
  .quad 0, 0x00209a0000000000, 0x0000920000000000
trampoline_gdt_pointer:
  .word 23
  .long AT(trampoline_gdt)
.balign 8
trampoline_tables: .quad boot_tables
trampoline_entry: .quad kernelMainOther
trampoline_stack: .quad 0
trampoline_cpu: .quad 0
trampoline_end:

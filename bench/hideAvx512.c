/* Lets a processor with AVX-512 pass for one with AVX2, so that both can be clocked on one machine (Linux, x86-64):
 *
 *   gcc -O2 -shared -fPIC bench/hideAvx512.c -o hideAvx512.so -ldl
 *   LD_PRELOAD=$PWD/hideAvx512.so npm run bench
 *
 * The kernel lets the instruction CPUID fail, if the processor can (the flag cpuid_fault of /proc/cpuinfo); the
 * handler answers it without AVX-512, AVX-VNNI and AMX. ONNX Runtime, PyTorch and OpenVINO ask by CPUID.
 * Processes and threads that are started inherit it. The clock speed and caches stay those of the machine. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012
#define BIT(n) (1u << (n))

static int (*system_sigaction)(int, const struct sigaction *, struct sigaction *);
/* What the program itself set for SIGSEGV, which must not replace this handler. */
static struct sigaction of_program;

static void find_sigaction(void) {
  if (!system_sigaction) system_sigaction = dlsym(RTLD_NEXT, "sigaction");
}

/* CPUID as a processor would answer it that has nothing beyond AVX2. */
static void answer(greg_t *registers) {
  const uint32_t leaf = registers[REG_RAX], subleaf = registers[REG_RCX];
  uint32_t a, b, c, d;
  syscall(SYS_arch_prctl, ARCH_SET_CPUID, 1);
  __asm__ volatile("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(leaf), "c"(subleaf));
  syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0);
  if (leaf == 7 && subleaf == 0) {
    /* F, DQ, IFMA, PF, ER, CD, BW, VL; VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ; 4VNNIW, 4FMAPS, VP2INTERSECT, AMX and FP16 */
    b &= ~(BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31));
    c &= ~(BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14));
    d &= ~(BIT(2) | BIT(3) | BIT(8) | BIT(22) | BIT(23) | BIT(24) | BIT(25));
  } else if (leaf == 7 && subleaf == 1) {
    /* AVX-VNNI, BF16, AMX-FP16; AVX-VNNI-INT8, AVX-NE-CONVERT, AVX-VNNI-INT16, AVX10 */
    a &= ~(BIT(4) | BIT(5) | BIT(21));
    d &= ~(BIT(4) | BIT(5) | BIT(10) | BIT(19));
  }
  registers[REG_RAX] = a, registers[REG_RBX] = b, registers[REG_RCX] = c, registers[REG_RDX] = d;
}

static void handle(int number, siginfo_t *information, void *context) {
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  const uint8_t *code = (const uint8_t *)registers[REG_RIP];
  if (information->si_code == SI_KERNEL && code[0] == 0x0f && code[1] == 0xa2) {
    answer(registers);
    registers[REG_RIP] += 2;
  } else if (of_program.sa_flags & SA_SIGINFO) {
    of_program.sa_sigaction(number, information, context);
  } else if (of_program.sa_handler != SIG_DFL && of_program.sa_handler != SIG_IGN) {
    of_program.sa_handler(number);
  } else {
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    system_sigaction(SIGSEGV, &usual, NULL); /* the instruction fails again, and ends the process */
  }
}

int sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  find_sigaction();
  if (number != SIGSEGV) return system_sigaction(number, action, before);
  if (before) *before = of_program;
  if (action) of_program = *action;
  return 0;
}

__attribute__((constructor)) static void start(void) {
  const struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  find_sigaction();
  system_sigaction(SIGSEGV, &action, NULL);
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0) != 0) {
    fputs("hideAvx512: expected a processor that lets CPUID fail, got one that does not\n", stderr);
    _exit(1);
  }
}

/* Lets a processor with AVX-512 pass for one with AVX2, so that both can be clocked on one machine (Linux, x86-64):
 *
 *   gcc -O2 -shared -fPIC bench/hideAvx512.c -o hideAvx512.so -ldl
 *   LD_PRELOAD=$PWD/hideAvx512.so npm run bench
 *
 * The kernel lets the instruction CPUID fail, if the processor can (the flag cpuid_fault of /proc/cpuinfo); the
 * handler answers it without AVX-512, AVX-VNNI and AMX. ONNX Runtime, PyTorch and OpenVINO ask by CPUID.
 * Processes and threads that are started inherit it. The clock speed and caches stay those of the machine.
 *
 * Where the processor cannot, copies of the libraries have to be marked: bench/markCpuid.ts puts an instruction that
 * no processor has in the place of every CPUID. A copy without marks still sees AVX-512 then. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012
#define BIT(n) (1u << (n))

static int (*system_sigaction)(int, const struct sigaction *, struct sigaction *);
/* What the program itself set for the two signals, which must not replace this handler. */
static struct sigaction for_segv, for_ill;

static struct sigaction *of_program(int number) { return number == SIGILL ? &for_ill : &for_segv; }

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
  const int failed = number == SIGSEGV && information->si_code == SI_KERNEL && code[0] == 0x0f && code[1] == 0xa2;
  const int marked = number == SIGILL && code[0] == 0x0f && code[1] == 0x0a;
  const struct sigaction *program = of_program(number);
  if (failed || marked) {
    answer(registers);
    registers[REG_RIP] += 2;
  } else if (program->sa_flags & SA_SIGINFO) {
    program->sa_sigaction(number, information, context);
  } else if (program->sa_handler != SIG_DFL && program->sa_handler != SIG_IGN) {
    program->sa_handler(number);
  } else {
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    system_sigaction(number, &usual, NULL); /* the instruction fails again, and ends the process */
  }
}

int sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  find_sigaction();
  if (number != SIGSEGV && number != SIGILL) return system_sigaction(number, action, before);
  if (before) *before = *of_program(number);
  if (action) *of_program(number) = *action;
  return 0;
}

__attribute__((constructor)) static void start(void) {
  const struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  find_sigaction();
  system_sigaction(SIGSEGV, &action, NULL);
  system_sigaction(SIGILL, &action, NULL);
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0) != 0 && !getenv("HIDE_AVX512_FROM_MARKED")) {
    fputs("hideAvx512: expected a processor that lets CPUID fail, got one that does not; mark copies of the "
          "libraries with bench/markCpuid.ts, and set HIDE_AVX512_FROM_MARKED=1\n", stderr);
    _exit(1);
  }
}

import { readFileSync } from "node:fs";

/** The widest vector instructions that this processor has, as far as Linux says: "AVX-512", "AVX2". */
export function instructionSet(): string {
  let flags: string;
  try {
    flags = readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "unknown instructions";
  }
  if (/\bavx512f\b/.test(flags)) return "AVX-512";
  if (/\bavx2\b/.test(flags)) return "AVX2";
  return /\basimd\b/.test(flags) ? "NEON" : "no vector instructions known here";
}

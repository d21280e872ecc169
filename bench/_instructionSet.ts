import { readFileSync } from "node:fs";
import { instructionSets } from "../packages/cli/src/doctor/instructionSets.ts";

/** The widest vector instructions that this processor has, as far as Linux says: "AVX-512", "AVX2". */
export function instructionSet(): string {
  if (process.env.LD_PRELOAD?.includes("hideAvx512")) return "AVX2 (AVX-512 is hidden)";
  let cpuinfo: string;
  try {
    cpuinfo = readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "unknown instructions";
  }
  return instructionSets(cpuinfo)?.at(-1) ?? "no vector instructions known here";
}

/** Flags of `/proc/cpuinfo`, and what people call them. */
const names: Record<string, string> = {
  sse4_2: "SSE4.2",
  avx: "AVX",
  avx2: "AVX2",
  avx512f: "AVX-512",
  asimd: "NEON",
};

/**
 * The sets of vector instructions that a processor has, by the text of Linux's `/proc/cpuinfo`.
 *
 * @returns `null` where the text says nothing of flags.
 */
export function instructionSets(cpuinfo: string): string[] | null {
  const [, line] = /^(?:flags|Features)\s*: (.*)$/m.exec(cpuinfo) ?? [];
  if (line === undefined) return null;
  const flags = new Set(line.split(" "));
  return Object.keys(names)
    .filter((flag) => flags.has(flag))
    .map((flag) => names[flag]);
}

import type { Check, Diagnosis } from "./diagnosis.ts";

/** A diagnosis as text for a terminal, what is to be mended last. */
export function formatDiagnosis(diagnosis: Diagnosis): string {
  const { flawlens, node, platform, processor, memory, packages, checks, ok } = diagnosis;
  const sets = processor.instructionSets?.join(", ") ?? "instruction sets unknown";
  const set = Object.entries(diagnosis.variables).map(([name, value]) => `${name}=${value}`);
  const widest = Math.max(...packages.map(({ name }) => name.length));
  return [
    [
      `flawlens ${flawlens}, Node ${node}, ${platform}`,
      `${processor.model}, ${processor.usable} usable, ${sets}`,
      `${gibibytes(memory.totalBytes)} of memory, ${gibibytes(memory.availableBytes)} available`,
      ...set,
    ].join("\n"),
    packages
      .map(({ name, version, purpose }) => {
        const at = version ?? "not installed";
        return `${name.padEnd(widest)}  ${at.padEnd(13)}  ${purpose}`;
      })
      .join("\n"),
    checks.map(formatCheck).join("\n"),
    ok
      ? "This machine can train and score."
      : "This machine cannot train and score: mend what has failed.",
  ].join("\n\n");
}

function formatCheck({ name, state, found, mend }: Check): string {
  const first = `${state.padEnd(6)}  ${name}: ${found.replaceAll("\n", "\n        ")}`;
  return mend === undefined ? first : `${first}\n        mend it: ${mend}`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

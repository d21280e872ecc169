import { readFileSync } from "node:fs";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { installedVersion } from "../run/installedVersion.ts";
import { checkImages } from "./checkImages.ts";
import { checkMemory } from "./checkMemory.ts";
import { checkNode } from "./checkNode.ts";
import { checkScoring } from "./checkScoring.ts";
import { checkTraining } from "./checkTraining.ts";
import { checkWeights } from "./checkWeights.ts";
import type { Check, Diagnosis } from "./diagnosis.ts";
import { instructionSets } from "./instructionSets.ts";
import { knownPackages } from "./knownPackages.ts";

/** The checks that may throw, by their names. */
export type Probes = Record<"training" | "scoring" | "images" | "weights", () => Promise<Check>>;

const probes: Probes = {
  training: checkTraining,
  scoring: checkScoring,
  images: checkImages,
  weights: () => checkWeights(),
};

/** What mends a check that threw, where its message does not say so itself. */
const mends: Partial<Record<keyof Probes, string>> = {
  images: "npm install --include=optional sharp",
};

/** The variables that choose an engine; those that hold secrets are not among them. */
const variables = ["FLAWLENS_BINDING", "FLAWLENS_ENGINE", "FLAWLENS_PROVIDER", "FLAWLENS_THREADS"];

/**
 * Finds out what training and scoring would use on this machine, by starting each part. The process has an engine of
 * TensorFlow.js afterwards. Takes about a second.
 */
export async function diagnose(run: Probes = probes): Promise<Diagnosis> {
  const { availableMemory = freemem } = process as { availableMemory?(): number };
  const availableBytes = availableMemory();
  const checks = [checkNode(process.version), checkMemory(availableBytes)];
  for (const [name, probe] of Object.entries(run) as [keyof Probes, () => Promise<Check>][])
    checks.push(await probe().catch((error: Error) => failed(name, error)));
  return {
    ok: checks.every(({ state }) => state !== "failed"),
    flawlens: installedVersion("@flawlens/cli")!,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: {
      model: cpus()[0]?.model ?? "unknown",
      usable: availableParallelism(),
      instructionSets: instructionSets(cpuinfo()),
    },
    memory: { totalBytes: totalmem(), availableBytes },
    variables: Object.fromEntries(
      variables.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    ),
    packages: knownPackages(),
    checks,
  };
}

function failed(name: keyof Probes, { message }: Error): Check {
  return { name, state: "failed", found: message.trim(), mend: mends[name] };
}

function cpuinfo(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return ""; // not Linux
  }
}

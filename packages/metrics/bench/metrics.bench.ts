/**
 * Time and peak memory of the metrics, beside scikit-learn and anomalib where a
 * Python that has them is named:
 *
 *     npx tsx packages/metrics/bench/metrics.bench.ts [--maps 500] [--samples 10000000]
 *     FLAWLENS_PYTHON=/path/to/python npx tsx packages/metrics/bench/metrics.bench.ts --maps 100
 *
 * Every workload runs in a process of its own, on the same seeded data from a file.
 * CPU seconds are compared: they bear a busy machine best. Both run on one thread.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  auroc,
  averagePrecision,
  BoundedPixelMeter,
  type Grid,
  pixelMetrics,
} from "../src/index.ts";

const SIZE = 512;
const REGIONS = 5;

interface Outcome {
  cpuSeconds: number[];
  value: Record<string, number>;
  /** Resident memory at its peak, and before the measured call (program and input). */
  peakMiB: number;
  beforeMiB: number;
}

const { values: options } = parseArgs({
  options: {
    maps: { type: "string", default: "500" },
    samples: { type: "string", default: "10000000" },
    child: { type: "string" },
    data: { type: "string", default: "" },
  },
});

const workloads: Record<string, (directory: string) => Outcome> = {
  "auroc, float32": (directory) => {
    const { scores, labels } = readSamples(directory, "f32");
    return measure(3, () => ({ auroc: auroc(scores, labels) }));
  },
  "auroc, float64": (directory) => {
    const { scores, labels } = readSamples(directory, "f64");
    return measure(3, () => ({ auroc: auroc(scores, labels) }));
  },
  "average precision, float32": (directory) => {
    const { scores, labels } = readSamples(directory, "f32");
    return measure(3, () => ({ averagePrecision: averagePrecision(scores, labels) }));
  },
  "pixel AUROC + AP + AUPRO": (directory) => {
    const { maps, masks } = readImages(directory);
    return measure(1, () => {
      const { f1Max: _, ...rest } = pixelMetrics(maps, masks);
      return rest;
    });
  },
  "pixel AUROC + AP + AUPRO, bounded meter": (directory) => {
    const { maps, masks } = readImages(directory);
    return measure(1, () => {
      const meter = new BoundedPixelMeter();
      for (const [i, map] of maps.entries()) meter.add(map, masks[i]);
      const { auroc, averagePrecision, aupro } = meter.metrics();
      return {
        auroc: auroc.value,
        averagePrecision: averagePrecision.value,
        aupro: aupro.value,
        aurocWidth: auroc.high - auroc.low,
        auproWidth: aupro.high - aupro.low,
      };
    });
  },
};

if (options.child === undefined) main();
else if (options.child === "write") writeData(options.data);
else console.log(JSON.stringify(workloads[options.child](options.data)));

function main(): void {
  const directory = mkdtempSync(join(tmpdir(), "flawlens-metrics-"));
  try {
    const samples = Number(options.samples);
    const maps = Number(options.maps);
    // In a process of its own too: a child starts with its parent's peak memory.
    const here = ["--import", "tsx", fileURLToPath(import.meta.url), "--data", directory];
    const sizes = ["--samples", options.samples, "--maps", options.maps];
    execFileSync(process.execPath, [...here, ...sizes, "--child", "write"]);
    const inputs = [
      5 * samples,
      9 * samples,
      5 * samples,
      5 * maps * SIZE ** 2,
      5 * maps * SIZE ** 2,
    ];
    console.log(`${samples} samples; ${maps} maps of ${SIZE} x ${SIZE}, ${REGIONS} regions each`);
    for (const [i, name] of Object.keys(workloads).entries()) {
      const ours = run(process.execPath, [...here, "--child", name]);
      const inputMiB = inputs[i] / 2 ** 20;
      console.log(`\n${name}\n  ${summary("flawlens", ours, inputMiB)}`);
      const python = process.env.FLAWLENS_PYTHON;
      if (!python || name.includes("meter")) continue;
      const script = fileURLToPath(new URL("peers.py", import.meta.url));
      const peers = run(python, [script, name, directory]);
      console.log(`  ${summary("peers", peers, inputMiB)}`);
      console.log(`  ${(median(peers.cpuSeconds) / median(ours.cpuSeconds)).toFixed(1)} x faster`);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function run(program: string, args: string[]): Outcome {
  const env = { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const text = execFileSync(program, args, { env, encoding: "utf8" });
  return JSON.parse(text.trim().split("\n").at(-1) ?? "") as Outcome;
}

function summary(
  who: string,
  { cpuSeconds, value, peakMiB, beforeMiB }: Outcome,
  inputMiB: number,
): string {
  const times = cpuSeconds.map((seconds) => seconds.toFixed(2)).join(", ");
  const beside = (peakMiB - beforeMiB) / inputMiB;
  const memory = `peak ${peakMiB.toFixed(0)} MiB, ${beside.toFixed(2)} x the input beside it`;
  return `${who}: ${times} s of CPU; ${memory}; ${JSON.stringify(value)}`;
}

function measure(repeats: number, call: () => Record<string, number>): Outcome {
  const beforeMiB = peakMemory();
  const cpuSeconds: number[] = [];
  let value = {};
  let peakMiB = 0;
  for (let i = 0; i < repeats; i++) {
    const start = process.cpuUsage();
    value = call();
    const { user, system } = process.cpuUsage(start);
    cpuSeconds.push((user + system) / 1e6);
    if (i === 0) peakMiB = peakMemory(); // later calls may find the first one's garbage
  }
  return { cpuSeconds, value, peakMiB, beforeMiB };
}

function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1024;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function writeData(directory: string): void {
  writeSamples(directory, Number(options.samples));
  writeImages(directory, Number(options.maps));
}

/** A tenth anomalous, the classes overlapping. */
function writeSamples(directory: string, n: number): void {
  const random = seeded(1);
  const labels = new Uint8Array(n);
  const float64 = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    labels[i] = random() < 0.1 ? 1 : 0;
    float64[i] = random() + random() + 0.5 * labels[i];
  }
  writeFileSync(join(directory, "labels.u8"), labels);
  writeFileSync(join(directory, "scores.f64"), float64);
  writeFileSync(join(directory, "scores.f32"), Float32Array.from(float64));
}

/** Rectangles of 10 to 49 pixels a side, scores higher on them. */
function writeImages(directory: string, images: number): void {
  const random = seeded(2);
  const scores = new Float32Array(images * SIZE * SIZE);
  const masks = new Uint8Array(images * SIZE * SIZE);
  for (let image = 0; image < images; image++) {
    const from = image * SIZE * SIZE;
    for (let region = 0; region < REGIONS; region++) {
      const height = 10 + Math.floor(random() * 40);
      const width = 10 + Math.floor(random() * 40);
      const top = Math.floor(random() * (SIZE - height));
      const left = Math.floor(random() * (SIZE - width));
      for (let row = top; row < top + height; row++)
        masks.fill(1, from + row * SIZE + left, from + row * SIZE + left + width);
    }
    for (let i = from; i < from + SIZE * SIZE; i++)
      scores[i] = random() * random() + 0.5 * masks[i] * random();
  }
  writeFileSync(join(directory, "maps.f32"), scores);
  writeFileSync(join(directory, "masks.u8"), masks);
}

function readSamples(directory: string, kind: "f32" | "f64") {
  const bytes = readFileSync(join(directory, `scores.${kind}`));
  const Kind = kind === "f32" ? Float32Array : Float64Array;
  const scores = new Kind(bytes.buffer, bytes.byteOffset, bytes.length / Kind.BYTES_PER_ELEMENT);
  return { scores, labels: readBytes(directory, "labels.u8") };
}

function readImages(directory: string): { maps: Grid[]; masks: Grid[] } {
  const bytes = readFileSync(join(directory, "maps.f32"));
  const scores = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const bits = readBytes(directory, "masks.u8");
  const maps: Grid[] = [];
  const masks: Grid[] = [];
  for (let from = 0; from < scores.length; from += SIZE * SIZE) {
    const to = from + SIZE * SIZE;
    maps.push({ data: scores.subarray(from, to), height: SIZE, width: SIZE });
    masks.push({ data: bits.subarray(from, to), height: SIZE, width: SIZE });
  }
  return { maps, masks };
}

/** A plain `Uint8Array`, as users have, not node's `Buffer`. */
function readBytes(directory: string, file: string): Uint8Array {
  const bytes = readFileSync(join(directory, file));
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

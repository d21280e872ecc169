/**
 * Mutated files of weights: each must be refused by a RangeError or give the right weights.
 *
 *     node --import tsx packages/backbones/test/fuzz.ts 100000 [seed]
 *
 * Archives of torch.save carry checksums and are mutated everywhere. Safetensors, ONNX and
 * PyTorch's older format have none: a flipped bit in a value is a value like any other, so there
 * everything but the values is mutated, and the tensors have sizes of their own, as no format says
 * which of two alike is meant. The files are read by the door that loads networks, `readParams`.
 */
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "@tensorflow/tfjs-backend-cpu";
import { dispose } from "@tensorflow/tfjs-core";

import { encodeSafetensors } from "../src/encodeSafetensors.ts";
import { readParams } from "../src/loadParams.ts";
import type { ParamSpec } from "../src/params.ts";
import { readWeightsHeader } from "../src/readWeights.ts";
import type { StoredTensor } from "../src/storedTensor.ts";

export interface FuzzResult {
  files: number;
  refused: number;
  right: number;
  /** Neither: what was read or thrown, and from what. */
  wrong: string[];
  slowestMs: number;
}

interface Seed {
  name: string;
  bytes: Buffer;
  /** What may not be mutated, as no checksum covers it. */
  values: [number, number][];
}

/** Reads `count` mutated files. */
export async function fuzz(count: number, seed: number): Promise<FuzzResult> {
  const random = mulberry32(seed);
  const folder = await mkdtemp(join(tmpdir(), "fuzz-"));
  const result: FuzzResult = { files: 0, refused: 0, right: 0, wrong: [], slowestMs: 0 };
  try {
    const seeds = seedFiles();
    const expected = new Map<string, { spec: ParamSpec[]; right: string }>();
    const file = join(folder, "mutated");
    for (const { name, bytes } of seeds) {
      await writeFile(file, bytes);
      const spec = await specOf(file);
      expected.set(name, { spec, right: await contents(file, spec) });
    }
    for (; result.files < count; result.files++) {
      const chosen = seeds[result.files % seeds.length];
      const mutated = mutate(chosen, random);
      await writeFile(file, mutated);
      const { spec, right } = expected.get(chosen.name)!;
      const start = performance.now();
      const found = await contents(file, spec).catch((error: unknown) =>
        error instanceof RangeError ? "refused" : `thrown: ${String(error)}`,
      );
      result.slowestMs = Math.max(result.slowestMs, performance.now() - start);
      if (found === "refused") result.refused++;
      else if (found === right) result.right++;
      else result.wrong.push(`${chosen.name}, file ${result.files}: ${found.slice(0, 300)}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return result;
}

/** What a seed file holds, as parameters of a network: all its tensors of floats. */
async function specOf(file: string): Promise<ParamSpec[]> {
  return Object.entries(await readWeightsHeader(file))
    .filter(([, { dtype }]) => /^B?F\d+$/.test(dtype))
    .map(([name, { shape }]) => ({ name, shape, kind: "plain", trainable: true }));
}

async function contents(file: string, spec: ParamSpec[]): Promise<string> {
  const params = await readParams(spec, file, { ignoreUnexpected: true });
  const values = Object.entries(params).map(([name, param]) => [name, [...param.dataSync()]]);
  dispose(params);
  return JSON.stringify(values);
}

function seedFiles(): Seed[] {
  const fixture = (name: string) =>
    readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)));
  const counted = (...shape: number[]): StoredTensor => {
    const size = shape.reduce((a, b) => a * b, 1);
    return { dtype: "F32", shape, data: Float32Array.from({ length: size }, (_, i) => i + 0.5) };
  };
  const safetensors = Buffer.from(
    encodeSafetensors({ a: counted(2, 3), "b.weight": counted(5), c: counted(7, 1, 2) }),
  );
  const headerEnd = 8 + Number(safetensors.readBigUInt64LE(0));
  const legacy = fixture("torch/legacyDistinct.pth");
  const onnx = fixture("onnx/distinct.onnx");
  return [
    ...["zip.pth", "protocol4.pth", "nested.pth", "script.pt"].map((name) => ({
      name,
      bytes: fixture(`torch/${name}`),
      values: [] as [number, number][],
    })),
    { name: "safetensors", bytes: safetensors, values: [[headerEnd, safetensors.length]] },
    { name: "legacy", bytes: legacy, values: occurrences(legacy) },
    { name: "onnx", bytes: onnx, values: occurrences(onnx) },
  ];
}

/** The bytes that hold the values 0.5, 1.5, 2.5, ... of tensors with that content. */
function occurrences(bytes: Buffer): [number, number][] {
  return [6, 5, 14].map((size): [number, number] => {
    const values = Buffer.from(Float32Array.from({ length: size }, (_, i) => i + 0.5).buffer);
    // The whole of it and not the beginning of a longer one.
    for (let at = bytes.indexOf(values); at >= 0; at = bytes.indexOf(values, at + 1)) {
      const next =
        at + values.length + 4 <= bytes.length ? bytes.readFloatLE(at + values.length) : 0;
      if (next !== size + 0.5) return [at, at + values.length];
    }
    throw new Error(`fuzz: expected ${size} counted values in the seed file, got none`);
  });
}

const interesting = [0, 1, 2, 0x28, 0x2e, 0x50, 0x7b, 0x7f, 0x80, 0x81, 0xff];

function mutate({ bytes: original, values }: Seed, random: () => number): Buffer {
  const bytes = Buffer.from(original);
  const below = (n: number) => Math.floor(random() * n);
  const place = (): number => {
    for (;;) {
      const at = below(bytes.length);
      if (!values.some(([begin, end]) => at >= begin && at < end)) return at;
    }
  };
  const put = (at: number, value: number): void => {
    if (at < bytes.length && !values.some(([begin, end]) => at >= begin && at < end))
      bytes[at] = value;
  };
  const edits = 1 + below(4);
  for (let i = 0; i < edits; i++) {
    const at = place();
    switch (below(8)) {
      case 0:
        put(at, bytes[at] ^ (1 << below(8)));
        break;
      case 1:
        put(at, interesting[below(interesting.length)]);
        break;
      case 2:
        put(at, (bytes[at] + (random() < 0.5 ? 1 : 255)) & 255);
        break;
      case 3: // a run of one value, as a torn page leaves
        for (let n = 1 + below(64), value = random() < 0.5 ? 0 : 255; n > 0; n--)
          put(at + n, value);
        break;
      case 4: // a piece over another
        for (let n = 1 + below(32), from = place(), j = 0; j < n; j++)
          put(at + j, original[Math.min(original.length - 1, from + j)]);
        break;
      case 5: // a large number
        for (let n = [2, 4, 8][below(3)], j = 0; j < n; j++) put(at + j, j === n - 1 ? 0x7f : 0xff);
        break;
      case 6:
        put(at, below(256));
        break;
      default:
        if (random() < 0.3) return bytes.subarray(0, at);
        if (random() < 0.1)
          return Buffer.concat([bytes, original.subarray(0, below(original.length))]);
        put(at, below(256));
    }
  }
  return bytes;
}

/** Uniform in [0, 1), by Tommy Ettinger's generator. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const start = performance.now();
  const result = await fuzz(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 1));
  const { files, refused, right, wrong, slowestMs } = result;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  console.log(
    `${files} files in ${seconds} s: ${refused} refused, ${right} read right, ${wrong.length} wrong; slowest ${slowestMs.toFixed(0)} ms, peak memory ${peak} MiB`,
  );
  for (const each of wrong.slice(0, 20)) console.log(each);
  process.exitCode = wrong.length ? 1 : 0;
}

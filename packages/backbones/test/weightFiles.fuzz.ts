/**
 * Mutated files of weights: each must be refused by a RangeError or give the right weights.
 *
 * Archives of torch.save carry checksums and are mutated everywhere. Safetensors, ONNX and
 * PyTorch's older format have none: a flipped bit in a value is a value like any other, so there
 * everything but the values is mutated, and the tensors have sizes of their own, as no format says
 * which of two alike is meant. The files are read by the door that loads networks, `readParams`.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "@tensorflow/tfjs-backend-cpu";
import { dispose } from "@tensorflow/tfjs-core";
import { oneOf, type FuzzTarget } from "../../files/test/fuzz/fuzzTarget.ts";
import { mutateBytes } from "../../files/test/fuzz/mutateBytes.ts";
import { mutateJson } from "../../files/test/fuzz/mutateJson.ts";
import { refusal } from "../../files/test/fuzz/refusal.ts";
import { encodeSafetensors } from "../src/encodeSafetensors.ts";
import { readParams } from "../src/loadParams.ts";
import type { ParamSpec } from "../src/params.ts";
import { readWeightsHeader } from "../src/readWeights.ts";
import type { StoredTensor } from "../src/storedTensor.ts";

interface WeightFile {
  /** The name of the file that it was before it was mutated. */
  of: string;
  /** In base64. */
  bytes: string;
}

interface Seed {
  name: string;
  bytes: Buffer;
  /** What may not be mutated, as no checksum covers it. */
  values: [number, number][];
}

export const weightFiles: FuzzTarget<WeightFile> = {
  name: "weights",
  tries: "mutated files of torch.save (two formats), safetensors and ONNX, read by readParams",
  memoryMiB: 700,
  make(random) {
    const { name, bytes, values } = oneOf(random, seeds);
    const mutated =
      name === "safetensors" && random() < 0.4
        ? withOtherHeader(bytes, random)
        : mutateBytes(bytes, random, { keep: values, other: oneOf(random, seeds).bytes });
    return { of: name, bytes: mutated.toString("base64") };
  },
  async check({ of, bytes }, folder) {
    const file = join(folder, "mutated");
    const { spec, right } = await expectedOf(of, file);
    await writeFile(file, Buffer.from(bytes, "base64"));
    let found: string;
    try {
      found = await contents(file, spec);
    } catch (error) {
      return refusal(error, { kind: RangeError, naming: file });
    }
    if (found === right) return "read right";
    throw new Error(`expected to be refused or ${right}, got ${found.slice(0, 300)}`);
  },
};

const expected = new Map<string, { spec: ParamSpec[]; right: string }>();

async function expectedOf(name: string, file: string) {
  const known = expected.get(name);
  if (known) return known;
  await writeFile(file, seeds.find((seed) => seed.name === name)!.bytes);
  const spec = await specOf(file);
  const made = { spec, right: await contents(file, spec) };
  expected.set(name, made);
  return made;
}

/** A safetensors file whose header says something else, in as many bytes as it then needs. */
function withOtherHeader(bytes: Buffer, random: () => number): Buffer {
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  const header = Buffer.from(mutateJson(JSON.parse(bytes.toString("utf8", 8, end)), random));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, bytes.subarray(end)]);
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

const seeds = seedFiles();

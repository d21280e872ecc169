// Embeddings by the exported file of Alpha-CLIP's ViT-B/16 in ONNX Runtime, 1 and 8 regions, beside
// PyTorch eager where FLAWLENS_PYTHON names a Python that has torch; in turn, medians.
//   node --import tsx packages/alphaclip/bench/export.bench.ts [ROUNDS]            (on the built packages)
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { alphaImageSpec, clipImageTower, exportImageTower } from "@flawlens/alphaclip";
import { clipVitB16 } from "@flawlens/backbones";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { medianSorted } from "simple-statistics";

import { ruleUniforms } from "../../backbones/test/ruleParams.ts";
import { paramsByRule } from "./_loraStep.ts";

/** Milliseconds of embeddings at one batch size. */
interface Times {
  engine: string;
  batch: number;
  ms: number[];
}

/** The cost of one region in 10⁹ operations: patches, blocks (the last one for the class token alone), attention. */
const GFLOP = 33;
const self = fileURLToPath(import.meta.url);
const [, , rounds = "2", file] = process.argv;
if (file) await embed(file);
else {
  const folder = await mkdtemp(join(tmpdir(), "export-bench-"));
  try {
    const path = join(folder, "tower.onnx");
    await write(path);
    compare(path, Number(rounds));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function write(path: string): Promise<void> {
  await useEngine();
  const bytesOf = (name: string, size: number) =>
    Uint8Array.from(ruleUniforms(name, size), (u) => 256 * u);
  const image = { data: bytesOf("image", 224 * 224 * 3), height: 224, width: 224 };
  const mask = { data: bytesOf("mask", 224 * 224).map((x) => x >> 7), height: 224, width: 224 };
  const params = paramsByRule(alphaImageSpec(clipVitB16));
  const options = { regions: [{ image, mask }] };
  const written = await exportImageTower(clipImageTower(clipVitB16), params, path, options);
  console.log(`written: ${(written.bytes / 2 ** 20).toFixed(0)} MiB, ${written.difference.toExponential(1)} off`); // prettier-ignore
}

async function embed(path: string): Promise<void> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 2 });
  for (const batch of [1, 8]) {
    const size = batch * 224 * 224;
    const feeds = {
      images: new Tensor("uint8", Uint8Array.from({ length: 3 * size }, (_, i) => (7 * i) % 251), [batch, 224, 224, 3]), // prettier-ignore
      alphas: new Tensor("float32", Float32Array.from({ length: size }, (_, i) => Math.sin(i)), [batch, 224, 224, 1]), // prettier-ignore
    };
    const ms: number[] = [];
    for (let i = 0; i < 3 + 40 / batch; i++) {
      const start = performance.now();
      await session.run(feeds);
      if (i >= 3) ms.push(performance.now() - start);
    }
    console.log(JSON.stringify({ engine: "exported file", batch, ms } satisfies Times));
  }
}

function compare(path: string, rounds: number): void {
  const python = process.env.FLAWLENS_PYTHON;
  const commands: [string, string[]][] = [
    ["node", ["--import", "tsx", self, "1", path]],
    ...(python ? [[python, [join(self, "../embed.py")]] as [string, string[]]] : []),
  ];
  const found: Times[] = [];
  for (let round = 0; round < rounds; round++)
    for (const [program, args] of commands) {
      const { stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
      found.push(...lines.map((line) => JSON.parse(line) as Times));
    }
  for (const batch of [1, 8]) {
    const of = (engine: string) =>
      found
        .filter((each) => each.engine === engine && each.batch === batch)
        .flatMap(({ ms }) => ms);
    const own = median(of("exported file"));
    const speed = ((batch * GFLOP * 1000) / own).toFixed(0);
    const theirs = of("PyTorch eager");
    const ratio = theirs.length ? `, PyTorch eager ${median(theirs).toFixed(0)} ms: ${(own / median(theirs)).toFixed(2)} x its time` : ""; // prettier-ignore
    console.log(`batch ${batch}: exported file ${own.toFixed(0)} ms, ${speed} GFLOP/s${ratio}`);
  }
}

function median(values: number[]): number {
  return medianSorted(values.toSorted((a, b) => a - b));
}

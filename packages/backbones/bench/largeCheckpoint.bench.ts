// Memory and bytes read of loading CLIP ViT-L/14@336, 1.7 GB: a checkpoint written here, or the file named.
//   node --import tsx packages/backbones/bench/largeCheckpoint.bench.ts [FILE]
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "@flawlens/tfjs-backend-ort";
import { clipSpec, clipVitL14At336, readClip } from "@flawlens/backbones";

const self = fileURLToPath(import.meta.url);
const [, , first, file, tower] = process.argv;

if (first === "--load") {
  const start = performance.now();
  const params = await readClip(clipVitL14At336, file, { tower: tower as "text" | undefined });
  const ms = performance.now() - start;
  const count = Object.keys(params).length;
  const read = Number(/rchar: (\d+)/.exec(ioOf())?.[1] ?? NaN);
  console.log(JSON.stringify({ ms, count, read, peak: 1024 * process.resourceUsage().maxRSS }));
} else {
  const folder = await mkdtemp(join(tmpdir(), "large-"));
  try {
    const path = first ?? (await writeCheckpoint(join(folder, "clip.safetensors")));
    const { size } = await stat(path);
    for (const part of ["", "text"]) {
      const child = spawnSync("node", ["--import", "tsx", self, "--load", path, part].filter(Boolean)); // prettier-ignore
      if (child.status !== 0) throw new Error(child.stderr.toString());
      const line = child.stdout.toString().split("\n").find((each) => each.startsWith("{")); // prettier-ignore
      const { ms, count, read, peak } = JSON.parse(line ?? "");
      console.log(
        `${part || "both towers"}: ${count} tensors of ${(size / 1e9).toFixed(2)} GB in ${(ms / 1000).toFixed(1)} s, ` +
          `${(read / 1e9).toFixed(2)} GB read, peak memory ${(peak / 1e9).toFixed(2)} GB = ${(peak / size).toFixed(2)} x the file`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the kernel counted of this process, on Linux. */
function ioOf(): string {
  try {
    return readFileSync("/proc/self/io", "utf8");
  } catch {
    return "";
  }
}

/** A safetensors file of the model, tensor after tensor. */
async function writeCheckpoint(path: string): Promise<string> {
  let end = 0;
  const spec = clipSpec(clipVitL14At336).filter(({ kind }) => kind !== "counter");
  const sizes = spec.map(({ shape }) => 4 * shape.reduce((a, b) => a * b, 1));
  const header = Object.fromEntries(
    spec.map(({ name, shape }, i) => {
      const begin = end;
      end += sizes[i];
      return [name, { dtype: "F32", shape, data_offsets: [begin, end] }];
    }),
  );
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const handle = await open(path, "w");
  await handle.writeFile(Buffer.concat([length, json]));
  for (const [i, size] of sizes.entries())
    await handle.writeFile(Buffer.from(new Float32Array(size / 4).fill(i / 1000).buffer));
  await handle.close();
  return path;
}

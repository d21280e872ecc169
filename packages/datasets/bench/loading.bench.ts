/**
 * Images a second from files of 1024 px to 256 px, PNG and JPEG: `loadSamples` beside torchvision's
 * DataLoader with Pillow, where a Python that has them is named:
 *
 *     npx tsx packages/datasets/bench/loading.bench.ts [--images 64] [--epochs 3] [--rounds 3] [--formats jpg,png]
 *     FLAWLENS_PYTHON=/path/to/python npx tsx packages/datasets/bench/loading.bench.ts
 *
 * The photographs are four real ones each, where FLAWLENS_DATA names them, else rendered ones. Both
 * read the same files in processes of their own, in turn; medians of whole epochs after a first
 * one that counts for nothing. CPU time bears a busy machine best.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { loadDataset, loadSamples, type Manifest, prefetch, synthesize } from "../src/index.ts";

const SIDE = 1024;
const TO = { height: 256, width: 256 };

interface Epoch {
  imagesPerSecond: number;
  cpuMsPerImage: number;
}

const { values: options } = parseArgs({
  options: {
    images: { type: "string", default: "64" },
    epochs: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    formats: { type: "string", default: "jpg,png" },
    child: { type: "string" },
    exact: { type: "boolean", default: false },
  },
});
const images = Number(options.images);
// The DataLoader's workers take batches of 16 in turn: with three for two workers one would idle.
if (images % (16 * availableParallelism()) !== 0)
  throw new RangeError(
    `loading.bench: expected --images a multiple of ${16 * availableParallelism()}, got ${images}`,
  );
const epochs = Number(options.epochs);

if (options.child === undefined) await main();
else console.log(JSON.stringify(await read(options.child)));

async function main(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "flawlens-loading-"));
  try {
    console.log(await writePhotographs(root));
    const here = ["--import", "tsx", fileURLToPath(import.meta.url), "--epochs", options.epochs];
    const python = process.env.FLAWLENS_PYTHON;
    const peers = fileURLToPath(new URL("peers.py", import.meta.url));
    for (const format of options.formats.split(",")) {
      const folder = join(root, format);
      const ways: Record<string, () => Epoch[]> = {
        flawlens: () => run(process.execPath, [...here, "--child", folder]),
      };
      if (format === "jpg")
        ways["flawlens, shrinkOnLoad: false"] = () =>
          run(process.execPath, [...here, "--child", folder, "--exact"]);
      if (python)
        for (const workers of [availableParallelism(), 0])
          ways[`torchvision + Pillow, ${workers} workers`] = () =>
            run(python, ["-W", "ignore", peers, folder, options.epochs, String(workers)]);
      const results: Record<string, Epoch[]> = {};
      for (let round = 0; round < Number(options.rounds); round++)
        for (const [name, way] of Object.entries(ways)) (results[name] ??= []).push(...way());
      console.log(`\n${images} ${format} files, ${SIDE} to ${TO.width} px`);
      const ours = summary(results.flawlens);
      for (const [name, all] of Object.entries(results)) {
        const { imagesPerSecond, cpuMsPerImage } = summary(all);
        const ratio = (ours.imagesPerSecond / imagesPerSecond).toFixed(2);
        const cpu = (cpuMsPerImage / ours.cpuMsPerImage).toFixed(2);
        console.log(
          `  ${name}: ${imagesPerSecond.toFixed(0)} images/s, ${cpuMsPerImage.toFixed(1)} ms of CPU an image; ` +
            `flawlens ${ratio} x in time, ${cpu} x in CPU`,
        );
      }
    }
  } finally {
    await rm(root, { recursive: true });
  }
}

function run(program: string, args: string[]): Epoch[] {
  return JSON.parse(execFileSync(program, args, { encoding: "utf8" })) as Epoch[];
}

function summary(all: Epoch[]): Epoch {
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
  return {
    imagesPerSecond: median(all.map((epoch) => epoch.imagesPerSecond)),
    cpuMsPerImage: median(all.map((epoch) => epoch.cpuMsPerImage)),
  };
}

async function read(folder: string): Promise<Epoch[]> {
  const names = (await readdir(folder)).toSorted();
  const samples = names.map((name): Manifest["samples"][number] => ({
    id: name,
    category: "",
    split: "train",
    label: 0,
    defectTypes: [],
    image: name,
    mask: null,
  }));
  const empty = { name: "", layout: "", defectTypes: [], categories: [""] };
  const measured: Epoch[] = [];
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const start = performance.now();
    const before = process.cpuUsage();
    let sum = 0;
    const shrinkOnLoad = !options.exact;
    for await (const { image } of loadSamples(
      { ...empty, root: folder, samples },
      { ...TO, shrinkOnLoad },
    ))
      sum += image.data[0];
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    if (Number.isNaN(sum)) throw new Error("unreachable: the images are used");
    if (epoch > 0)
      measured.push({
        imagesPerSecond: names.length / seconds,
        cpuMsPerImage: (user + system) / 1000 / names.length,
      });
  }
  return measured;
}

/** Four photographs of 512 px a file, different in each. */
async function writePhotographs(root: string): Promise<string> {
  const data = process.env.FLAWLENS_DATA ?? join(import.meta.dirname, "../../../../shared/data");
  const real = join(data, "hazelnut-toy");
  const few = { normal: 2, anomalous: 1 };
  const sides = { train: few, validation: few, test: few };
  const rendered = () => synthesize(join(root, "rendered"), { seed: 1, size: 512, ...sides });
  const { root: from, samples } = existsSync(real) ? await loadDataset(real) : await rendered();
  for (const format of ["jpg", "png"]) await mkdir(join(root, format));
  const write = async (i: number) => {
    const parts = [0, 1, 2, 3].map(async (k) => ({
      input: await sharp(join(from, samples[(4 * i + 13 * k) % samples.length].image))
        .resize(SIDE / 2, SIDE / 2)
        .png()
        .toBuffer(),
      left: (k % 2) * (SIDE / 2),
      top: (k >> 1) * (SIDE / 2),
    }));
    const blank = { width: SIDE, height: SIDE, channels: 3 as const, background: "#000" };
    const whole = sharp({ create: blank })
      .composite(await Promise.all(parts))
      .removeAlpha();
    const photograph = sharp(await whole.png().toBuffer());
    await photograph
      .clone()
      .jpeg({ quality: 90 })
      .toFile(join(root, "jpg", `${i}.jpg`));
    await photograph.png().toFile(join(root, "png", `${i}.png`));
  };
  for await (const _ of prefetch(Array(images).keys(), write));
  return `photographs from ${existsSync(real) ? "hazelnut-toy" : "synthesize"}`;
}

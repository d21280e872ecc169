/**
 * Peak memory of an evaluation by the number of its images, all pixels ranked and counted in bins:
 * `npm run bench -- memory`, or this file by tsx. Each row is a process of its own, since the peak of a process never
 * falls. Images come from a seeded generator one by one, maps and masks of 299 x 299.
 */
import { execFileSync } from "node:child_process";
import { cpus, freemem } from "node:os";
import { fileURLToPath } from "node:url";
import { Evaluator, type EvaluationRecord } from "../src/index.ts";

const side = 299;
const counts = [400, 4_000, 40_000];
const bytesAPixel = 20; // exact, maps of 299 x 299 kept beside: with room

interface Outcome {
  /** Resident memory at its peak, and before the first image. */
  peakMiB: number;
  beforeMiB: number;
  cpuSeconds: number;
  scores: number[];
  errors: number[] | null;
}

const [ranking, count] = process.argv.slice(2);
if (count === undefined) main();
else console.log(JSON.stringify(measure(ranking === "exact" ? Infinity : 0, Number(count))));

function main(): void {
  console.log(`${cpus()[0].model}, Node ${process.version}; maps and masks of ${side} x ${side}`);
  for (const images of counts)
    for (const kind of ["exact", "bounded"]) {
      const name = `  ${images.toLocaleString("en-US").padStart(6)} images, ${kind.padEnd(7)}`;
      const needed = images * side * side * bytesAPixel;
      if (kind === "exact" && needed > 0.8 * freemem()) {
        console.log(`${name} not run: it needs up to ${(needed / 2 ** 30).toFixed(0)} GiB`);
        continue;
      }
      const args = ["--import", "tsx", fileURLToPath(import.meta.url), kind, String(images)];
      const { peakMiB, beforeMiB, cpuSeconds, scores, errors } = JSON.parse(
        execFileSync(process.execPath, args, { encoding: "utf8" }),
      ) as Outcome;
      const told = scores.map(
        (score, i) => score.toFixed(6) + (errors ? ` ± ${errors[i].toExponential(1)}` : ""),
      );
      console.log(
        `${name} at most ${peakMiB.toFixed(0)} MiB (${beforeMiB.toFixed(0)} before), ${cpuSeconds.toFixed(0)} s of CPU; ` +
          `AUROC, AP, F1max, AUPRO ${told.join(", ")}`,
      );
    }
}

function measure(exactPixels: number, images: number): Outcome {
  const size = { height: side, width: side };
  const evaluator = new Evaluator({ detector: { types: ["anomaly"], input: size }, exactPixels });
  const peak = () => process.resourceUsage().maxRSS / 1024;
  const beforeMiB = peak();
  const random = lcg(1);
  for (let i = 0; i < images; i++) evaluator.add(makeRecord(i, random));
  const { any, pixels } = evaluator.evaluation();
  const { user, system } = process.cpuUsage();
  const names = ["pixelAuroc", "pixelAveragePrecision", "pixelF1Max", "aupro"] as const;
  return {
    peakMiB: peak(),
    beforeMiB,
    cpuSeconds: (user + system) / 1e6,
    scores: names.map((name) => any[name] as number),
    errors: pixels?.ranking === "bounded" ? names.map((name) => pixels.errors[name]) : null,
  };
}

/** Squared noise, more of it on the one or two defects of every fourth image. */
function makeRecord(i: number, random: () => number): EvaluationRecord {
  const label = i % 4 === 0 ? 1 : 0;
  const data = new Float32Array(side * side);
  for (let p = 0; p < data.length; p++) data[p] = random() ** 2;
  const mask = new Uint8Array(side * side);
  const defects = label === 0 ? 0 : 1 + (i % 8) / 4;
  for (let defect = 0; defect < defects; defect++) {
    const [x, y] = [Math.floor(random() * 250), Math.floor(random() * 250)];
    for (let row = y; row < y + 10 + (i % 30); row++) {
      const [from, to] = [row * side + x, row * side + x + 20];
      mask.fill(1, from, to);
      for (let p = from; p < to; p++) data[p] += 0.4;
    }
  }
  return {
    id: `image ${i}`,
    category: "part",
    label,
    defectTypes: label ? ["anomaly"] : [],
    scores: [label + random()],
    maps: [{ data, height: side, width: side }],
    mask: label === 0 ? null : { data: mask, height: side, width: side },
  };
}

/** A linear congruential generator: enough for benchmark data. */
function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

import { availableParallelism } from "node:os";
import { readImage, type Manifest, type Split } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import type { Results } from "@flawlens/report";
import { join } from "node:path";
import { showProgress } from "../../multitype-fcdd/src/progress.ts";
import { judge, type Said } from "./judge.ts";

/** Judges a detector file on a data set, prints the table, writes `results.json` and `report.html`. */
export async function evaluateDetector({
  file,
  manifest,
  split,
  out,
}: {
  file: string;
  manifest: Manifest;
  /** Which images; all of them where left out. */
  split?: Split;
  /** Where results and report go; nothing is written without it. */
  out?: string;
}): Promise<Results> {
  const samples = manifest.samples.filter((sample) => !split || sample.split === split);
  if (samples.length === 0)
    throw new RangeError(
      `expected images ${split ? `in split ${split} of` : "in"} ${manifest.name}, got none`,
    );
  const detector = await loadDetector(file);
  const { metadata } = detector;
  if (!split && metadata.dataset.name === manifest.name)
    console.warn(
      `note: the detector was trained on images of ${manifest.name}, which are judged here too: for an honest score ` +
        `give --split test, and as --data the folder of its run`,
    );
  const { input, any, calibration } = metadata;
  const start = performance.now();
  const bar = showProgress("evaluating", samples.length);
  const said: Said[] = [];
  for (let at = 0; at < samples.length; at += 8) {
    const images = await Promise.all(
      samples
        .slice(at, at + 8)
        .map((sample) => readImage(join(manifest.root, sample.image), { ...input })),
    );
    for (const { score, map } of await detector.predict(images, { batchSize: 8 }))
      said.push({ score, map });
    bar.update(said.length);
  }
  bar.stop();
  await detector.release();
  const count = (side: Split) => manifest.samples.filter((sample) => sample.split === side).length;
  const { results } = await judge({
    method: `Multi-cue ADL, ${metadata.scoring.split(":")[0]}`,
    manifest,
    samples,
    said,
    calibration: any ?? calibration.anomaly,
    size: input,
    counts: {
      train: split ? count("train") : 0,
      validation: split ? count("validation") : 0,
    },
    engine: { name: "onnxruntime", provider: "cpu", threads: availableParallelism() },
    seed: metadata.seed,
    seconds: { train: 0, evaluate: (performance.now() - start) / 1000 },
    config: metadata.config,
    madeWith: metadata.versions,
    out,
  });
  return results;
}

import { datasetHash } from "@flawlens/datasets";
import { calibrate, exportDetector } from "@flawlens/detector";
import type { Calibration, Trainer } from "@flawlens/detector";
import type { Framing } from "@flawlens/inference";
import type { DataConfig } from "../data/dataConfig.ts";
import { keptConfig } from "../methods/runConfig.ts";
import { percent } from "../terminal/percent.ts";
import { versions } from "../run/versions.ts";
import type { Run } from "./run.ts";
import { calibrateTiles } from "./calibrateTiles.ts";
import { imagesOf } from "./runContext.ts";

/** Images on which the written file is compared with the detector. */
const compared = 8;

/** Calibrates a trained detector on the validation side and writes it as a file, compared before it is written. */
export async function writeDetector(run: Run, trainer: Trainer, file: string): Promise<void> {
  const { terminal, loaded, config, data, seed } = run;
  const { detector } = trainer;
  const validation = imagesOf(run, "validation", detector.inputSize);
  await trainer.prepare?.(validation);
  const calibration = await calibrate(detector, validation, { threshold: trainer.threshold });
  const count = Math.min(compared, validation.samples.length);
  const provenance = {
    framing: framingOf(config.data),
    categories: data.manifest.categories,
    seed,
    versions: versions(loaded.packages),
    dataset: { name: data.manifest.name, hash: datasetHash(data.manifest) },
    config: keptConfig(config),
  };
  const { differences } = await exportDetector(detector, calibration, file, {
    ...provenance,
    images: await Promise.all(Array.from({ length: count }, (_, i) => validation.read(i))),
  });
  const final = config.data.tiles
    ? await calibrateTiles(file, { detector, provenance, samples: data.validation, root: data.manifest.root, threshold: trainer.threshold, signal: run.signal }) // prettier-ignore
    : calibration;
  for (const type of final.uncalibrated)
    terminal.note(`no validation image shows ${type}: it has no threshold`);
  terminal.tell(`threshold: ${thresholdInWords(final)}`);
  const advice = fewParts(final);
  if (advice !== null) terminal.note(advice);
  terminal.tell(
    `${file}: outputs equal the trained detector's to ${differences.largest.toExponential(1)} on ${count} images`,
  );
}

/** How images are brought to the detector's input, where they are not stretched. */
function framingOf({ framing, tiles }: DataConfig): Framing | undefined {
  if (tiles) return { mode: "tiles", size: tiles.size, overlap: tiles.overlap };
  return framing && { mode: framing };
}

/** What would keep the promise that was asked for, where the images show too few parts for it. */
function fewParts({ rule, images, expectedFalseAlarmFraction }: Calibration): string | null {
  const { normal, normalParts } = images;
  if (rule.rule !== "normalsOnly" || normalParts === normal) return null;
  if (expectedFalseAlarmFraction === null || expectedFalseAlarmFraction <= rule.fraction)
    return null;
  const wanted = Math.ceil(1 / rule.fraction - 1 - 1e-9);
  return (
    `images of one part are alike, so ${normalParts} parts allow no smaller promise; ` +
    `${percent(rule.fraction)} % takes normal validation images of ${wanted} parts`
  );
}

/** How a threshold was chosen, from what, and what it promises. */
function thresholdInWords({
  ruleInWords,
  images: { normal, normalParts, anomalous },
  expectedFalseAlarmFraction: expected,
}: Calibration): string {
  const promise =
    expected === null
      ? ""
      : `, with which at most ${percent(expected)} % of new normal images are expected to be called anomalous`;
  const ofParts = normalParts < normal ? ` (of ${normalParts} parts)` : "";
  return `${ruleInWords}; it rests on ${normal} normal${ofParts} and ${anomalous} anomalous validation images${promise}`;
}

import { datasetHash } from "@flawlens/datasets";
import { calibrate, exportDetector } from "@flawlens/detector";
import type { Calibration, Trainer } from "@flawlens/detector";
import { keptConfig } from "../methods/runConfig.ts";
import { percent } from "../terminal/percent.ts";
import { versions } from "../run/versions.ts";
import type { Run } from "./run.ts";
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
  for (const type of calibration.uncalibrated)
    terminal.note(`no validation image shows ${type}: it has no threshold`);
  terminal.tell(`threshold: ${thresholdInWords(calibration)}`);

  const count = Math.min(compared, validation.samples.length);
  const { differences } = await exportDetector(detector, calibration, file, {
    images: await Promise.all(Array.from({ length: count }, (_, i) => validation.read(i))),
    ...(config.data.framing && { framing: { mode: config.data.framing } }),
    categories: data.manifest.categories,
    seed,
    versions: versions(loaded.packages),
    dataset: { name: data.manifest.name, hash: datasetHash(data.manifest) },
    config: keptConfig(config),
  });
  terminal.tell(
    `${file}: outputs equal the trained detector's to ${differences.largest.toExponential(1)} on ${count} images`,
  );
}

/** How a threshold was chosen, from what, and what it promises. */
function thresholdInWords({
  ruleInWords,
  images: { normal, anomalous },
  expectedFalseAlarmFraction: expected,
}: Calibration): string {
  const promise =
    expected === null
      ? ""
      : `, with which at most ${percent(expected)} % of new normal images are expected to be called anomalous`;
  return `${ruleInWords}; it rests on ${normal} normal and ${anomalous} anomalous validation images${promise}`;
}

import { join } from "node:path";
import { describeRunData, runDataOf } from "../data/runData.ts";
import type { RunData, RunSample } from "../data/runData.ts";
import { liveTraining } from "./live/liveTraining.ts";
import { openTrainer, release } from "./openTrainer.ts";
import type { Run } from "./run.ts";
import { trainDetector } from "./trainDetector.ts";
import { writeDetector } from "./writeDetector.ts";

/**
 * Trains the detector to deploy: as the evaluated one, but on the test images too, and without anomalies that were
 * planted among the normal images. Its thresholds come from the same validation images.
 *
 * @returns Whether it came to its end.
 */
export async function refitRun(run: Run): Promise<boolean> {
  const { terminal, options, data } = run;
  const again = { ...run, data: withTestImages(data) };
  terminal.tell(`once more for deployment, on the test images too: ${describeRunData(again.data)}`);
  const opened = await openTrainer(again);
  try {
    const live = await liveTraining(again, opened.trainer);
    if (!(await trainDetector(again, opened, join(options.out, "refit"), live?.watch)))
      return false;
    await writeDetector(again, opened.trainer, join(options.out, "detector.onnx"));
    await live?.trained();
  } finally {
    release(opened.trainer);
  }
  return true;
}

/** Training images first, then those that were tested with. */
function withTestImages({ manifest, train, validation, test }: RunData): RunData {
  const clean = ({ role }: RunSample) => role !== "contaminant";
  const tested = test.map((sample) => ({ ...sample, split: "train" as const }));
  const samples = [...train.filter(clean), ...validation.filter(clean), ...tested];
  return runDataOf({ ...manifest, samples });
}

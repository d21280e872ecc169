import { join } from "node:path";
import type { Context } from "../context.ts";
import { interruptible } from "../run/interruptible.ts";
import { forgetRun, withRunFolder } from "../run/runFolder.ts";
import { tellInterrupted } from "../run/tellRun.ts";
import type { TrainOptions } from "../train/trainOptions.ts";
import { trainRun } from "../train/trainRun.ts";
import { type SyntheticOptions, writeSyntheticData } from "./writeSyntheticData.ts";

/** What can be chosen of a quickstart. */
export interface QuickstartOptions {
  out: string;
  /** Seed of the images and of the training; default 1. */
  seed?: number;
  /** Go on with the training in `out`. */
  resume?: boolean;
  /** Size and number of the artificial images; default those of `synthesize`. */
  data?: SyntheticOptions;
  /** `key=value` over the preset `scratch` of MultiTypeFCDD. */
  settings?: readonly string[];
}

/**
 * The whole way on artificial images: makes a data set in `data/` of the output folder, trains MultiTypeFCDD on it
 * from scratch, evaluates it on images it never saw, and writes what every training writes. An earlier quickstart in
 * the folder is replaced. Ctrl-C stops it in an orderly way, and `resume` goes on.
 */
export async function runQuickstart(
  context: Pick<Context, "terminal" | "setExitCode">,
  options: QuickstartOptions,
): Promise<void> {
  const { terminal } = context;
  const { out } = options;
  const done = await interruptible(
    context,
    async (signal) => {
      const run = options.resume
        ? { out, resume: true, dataset: dataIn(out) }
        : await newRun(context, options, signal);
      return trainRun(terminal, { ...run, seed: options.seed }, signal);
    },
    { interrupted: () => tellInterrupted(terminal, out) },
  );
  if (done) terminal.tell(`\nOpen ${join(out, "report.html")} to see where the detector looks.`);
}

const dataIn = (out: string): string => join(out, "data");

/** Makes the images; what the training on them is. */
async function newRun(
  { terminal }: Pick<Context, "terminal">,
  { out, seed = 1, data, settings }: QuickstartOptions,
  signal: AbortSignal,
): Promise<TrainOptions> {
  const dataset = dataIn(out);
  await withRunFolder(out, { overwrite: true }, async () => {
    await forgetRun(out); // its images are written over
    await writeSyntheticData(terminal, dataset, { seed, ...data });
  });
  signal.throwIfAborted();
  return { dataset, out, method: "fcdd", config: "scratch", settings, overwrite: true, skipCheck: true }; // prettier-ignore
}

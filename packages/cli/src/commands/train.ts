import { Option } from "commander";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { budgets } from "../data/chooseMethod.ts";
import { exactPixels } from "../options/exactPixels.ts";
import { fraction } from "../options/fraction.ts";
import { repeated } from "../options/repeated.ts";
import { wholeNumber } from "../options/wholeNumber.ts";
import { interruptible } from "../run/interruptible.ts";
import { tellInterrupted } from "../run/tellRun.ts";
import { exitCodes } from "../terminal/exitCodes.ts";
import { UsageError } from "../terminal/usageError.ts";

/** `flawlens train --data DATA --out DIR`: from images to a detector, its scores and a report. */
export function addTrain(program: Command, context: Context): void {
  const command = program
    .command("train")
    .summary("train a detector on images, judge it, and write it with a report")
    .description(
      "Train a detector on a folder of images, choose its thresholds on images held back, judge it on test images, and " +
        "write detector.onnx, results.json and report.html. Without --method the data decide: MH-PatchCore for normal " +
        "images alone, multi-cue ADL for a few anomalies, MultiTypeFCDD for at least 15 of each defect type.",
    )
    .option("--data <data>", "folder of images, or a list of them (.csv, .jsonl, .json)")
    .option("--out <dir>", "folder that the run is written to")
    .option("--method <name>", "name of a method, or a file or package of your own")
    .addOption(
      new Option(
        "--budget <time>",
        "without --method, of normal images alone: the fast detector, or the best one (default: fast)",
      ).choices(budgets),
    )
    .option("--config <preset>", "a preset of the method, or a file of JSON")
    .option("--set <key=value>", "one value of the configuration; may be given again", repeated)
    .option("--weights <file>", "pretrained weights: a file, or a place on the Hugging Face Hub")
    .option("--seed <n>", "seed of every random choice (default: 1)", wholeNumber)
    .option("--normal <name>", "name of the folder that holds the normal images, such as gut")
    .option("--masks <dir>", "folder of the masks, inside the data set")
    .option("--category <name>", "which kind of object, where the data set has several")
    .option(
      "--allow-outside",
      "read files that a list or manifest names outside of the data's folder",
    )
    .option(
      "--textures <dir>",
      "pictures that artificial anomalies are made of (ADL, DRAEM, DeSTSeg)",
    )
    .option("--shots <n>", "number of labelled anomalies to train on", wholeNumber)
    .option("--contamination <fraction>", "fraction of planted anomalies in training", fraction)
    .addOption(exactPixels())
    .option("--from <run>", "start from a run's trained parameters: its folder, or a file of it")
    .option("--refit", "train detector.onnx once more, on the test images too")
    .option("--resume", "go on with the run in --out, which may have moved data or more steps")
    .option("--overwrite", "begin again where --out has a run, and remove its results first")
    .option(
      "--live [port]",
      "serve a page to this machine alone that follows the training, until Ctrl-C (default port: any that is free)",
      wholeNumber,
    )
    .option("--skip-check", "do not open every image and mask before training")
    .helpOption(false)
    .option("-h, --help", "print this help; with --method also its presets and every key");
  command.action(async ({ help, set, data, out, ...options }: Options) => {
    if (help) return printHelp(command, options.method, context);
    if (out === undefined)
      throw new UsageError("expected --out DIR, the folder that the run is written to, got none");
    if (options.resume && options.overwrite)
      throw new UsageError(
        "expected --resume, which goes on with the run in --out, or --overwrite, which begins again, got both",
      );
    if (options.budget !== undefined && (options.method !== undefined || options.resume))
      throw new UsageError(
        "--budget: expected neither --method nor --resume beside it, because it chooses the method of a new run",
      );
    const { live, ...rest } = options;
    const { category, shots, contamination } = rest;
    const { trainRun } = await import("../train/trainRun.ts");
    const settings = {
      ...rest,
      out,
      dataset: data,
      settings: set,
      data: { category, shots, contamination },
    };
    let stayed = false; // the run is done, and its page was looked at until Ctrl-C
    await interruptible(
      context,
      async (signal) => {
        if (live === undefined) return trainRun(context.terminal, settings, signal);
        const { withLivePage } = await import("../train/live/withLivePage.ts");
        stayed = await withLivePage(
          context.terminal,
          { port: live === true ? 0 : live, out, signal },
          (terminal, live) => trainRun(terminal, { ...settings, live }, signal),
        );
      },
      {
        interrupted: () =>
          stayed ? context.terminal.tell("ended") : tellInterrupted(context.terminal, out),
      },
    );
    if (stayed) context.setExitCode(exitCodes.ok);
  });
}

interface Options {
  data?: string;
  out?: string;
  method?: string;
  budget?: (typeof budgets)[number];
  config?: string;
  set?: string[];
  weights?: string;
  seed?: number;
  normal?: string;
  masks?: string;
  category?: string;
  allowOutside?: boolean;
  textures?: string;
  shots?: number;
  contamination?: number;
  exactPixels?: number;
  from?: string;
  refit?: boolean;
  resume?: boolean;
  overwrite?: boolean;
  live?: true | number;
  skipCheck?: boolean;
  help?: boolean;
}

/** The options, and of a method that is named its presets and keys. */
async function printHelp(
  command: Command,
  method: string | undefined,
  { terminal }: Context,
): Promise<void> {
  terminal.result(command.helpInformation().trimEnd());
  if (method === undefined)
    return terminal.result(
      "\nflawlens train --method NAME --help adds the presets of a method and every key of its configuration;\n" +
        "flawlens methods lists the methods.",
    );
  const { loadMethod } = await import("../methods/loadMethod.ts");
  const { describeMethod } = await import("../methods/describeMethod.ts");
  const { formatMethod } = await import("../methods/formatMethod.ts");
  terminal.result(`\n${formatMethod(describeMethod((await loadMethod(method)).method))}`);
}

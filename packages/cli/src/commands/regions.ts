import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import { didYouMean } from "../config/didYouMean.ts";
import type { Context } from "../context.ts";
import { numbers } from "../options/numbers.ts";
import { repeated } from "../options/repeated.ts";
import { wholeNumber } from "../options/wholeNumber.ts";
import { addDescriberFiles, describerFiles } from "../regions/describerFiles.ts";
import type { DescriberFiles } from "../regions/describerFiles.ts";
import { addRegionData } from "../regions/regionData.ts";
import type { ExportModelOptions } from "../regions/exportModel.ts";
import type { RegionData } from "../regions/regionData.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { interruptible } from "../run/interruptible.ts";
import { tellInterrupted } from "../run/tellRun.ts";
import { UsageError } from "../terminal/usageError.ts";

/** `flawlens regions build|train|evaluate|export`: from masks to a model that describes regions. */
export function addRegions(program: Command, context: Context): void {
  const regions = program
    .command("regions")
    .summary("learn to describe anomalous regions in text")
    .description(
      "Make single regions of the masks of data sets (build, also without its name), train a model that describes regions " +
        "on them, evaluate it, and write it for browsers (export). describe, explain and inspect use the model.",
    )
    .hook("preSubcommand", checkName);
  addBuild(regions, context);
  addTrain(regions, context);
  addEvaluate(regions, context);
  addExport(regions, context);
}

/** Refuses a misspelt subcommand, which commander would take for an argument of the default one. */
function checkName({ args: [name], commands }: Command): void {
  const names = commands.map((command) => command.name());
  if (name === undefined || name.startsWith("-") || names.includes(name)) return;
  throw new UsageError(
    `regions: expected one of ${names.join(", ")}, got ${name}` + didYouMean(name, names),
  );
}

function addBuild(regions: Command, { terminal }: Context): void {
  const command = regions
    .command("build", { isDefault: true })
    .summary("make regions.json of the masks of data sets")
    .description(
      "Split every defect's mask into its single regions, give each a description, print how many there are, and write " +
        "regions.json. Where a data set has no published sides with defects, its defects are split by the seed.",
    )
    .requiredOption("--data <dir...>", "data sets with masks")
    .requiredOption("--out <dir>", "folder for regions.json")
    .option("--test-data <dir...>", "data sets whose regions are all for the test")
    .option(
      "--split <fractions>",
      "train,validation,test where no sides are published (default: 0.6,0.1,0.3)",
      split,
    )
    .option("--seed <n>", "seed of that split", wholeNumber, 1)
    .option(
      "--eps <px>",
      "regions closer than this are one; default 0.005 of the longer side, 3 at least",
      positive,
    )
    .option("--min-samples <n>", "pixels within eps that make a region's core", wholeNumber, 5)
    .option("--min-pixels <n>", "regions of fewer pixels are left out", wholeNumber, 0)
    .option("--describe-url <url>", "ask an OpenAI-compatible endpoint for the descriptions")
    .option("--describe-model <name>", "name of its model")
    .option("--overwrite", "write over a regions.json that is in --out");
  addRegionData(command).action(async ({ split = defaultSplit, ...options }: BuildOptions) => {
    const { buildRegionsFile } = await import("../regions/buildRegionsFile.ts");
    await buildRegionsFile(terminal, { ...options, split });
  });
}

function addTrain(regions: Command, context: Context): void {
  const { terminal } = context;
  const command = regions
    .command("train")
    .summary("train a model that describes regions, and judge it on their test side")
    .description(
      "Train a model that describes regions, judge it on the test side, and write model.safetensors, results.json and " +
        "report.html.",
    )
    .option("--regions <file>", "regions.json of regions build")
    .option("--data <dir...>", "or data sets with masks, to make them on the way")
    .option("--out <dir>", "folder that the run is written to")
    .option("--config <preset>", "small, efficientnet, paper, or a file of JSON (default: small)")
    .option("--set <key=value>", "one value of the configuration; may be given again", repeated)
    .option("--seed <n>", "seed of every random choice (default: 1)", wholeNumber)
    .option("--resume", "go on with the run in --out")
    .option("--overwrite", "begin again where --out has a run, and remove its results first")
    .helpOption(false)
    .option("-h, --help", "print this help, with the presets and every key of the configuration");
  addDescriberFiles(addRegionData(command)).action(
    async ({ help, set, out, ...options }: TrainOptions) => {
      if (help) {
        const { describerHelp } = await import("../regions/describerHelp.ts");
        return terminal.result(`${command.helpInformation().trimEnd()}\n\n${describerHelp()}`);
      }
      if (out === undefined)
        throw new UsageError("expected --out DIR, the folder that the run is written to, got none");
      const { trainRegions } = await import("../regions/trainRegions.ts");
      await interruptible(
        context,
        (signal) => trainRegions(terminal, { ...options, settings: set, out }, signal),
        { interrupted: () => tellInterrupted(terminal, out) },
      );
    },
  );
}

function addEvaluate(regions: Command, context: Context): void {
  const { terminal } = context;
  const command = regions
    .command("evaluate")
    .summary("judge a model with the regions' masks, without masks, and with wrong ones")
    .description(
      "Judge a model that describes regions: with the regions' masks, without masks, and with wrong ones; and before " +
        "training too where it began as a CLIP.",
    )
    .requiredOption("--model <file>", "model.safetensors, or the folder of its run")
    .option("--regions <file>", "regions.json of the run, or of regions build")
    .option("--data <dir...>", "or data sets with masks, all of whose defects are then the test")
    .addOption(
      new Option("--split <side>", "which side of the regions")
        .choices(["train", "validation", "test"])
        .default("test"),
    )
    .option("--out <dir>", "folder for results.json and report.html")
    .option("--overwrite", "write over results that are in --out")
    .option("--json", "print results.json to standard output in place of a table");
  addDescriberFiles(addRegionData(command)).action(async (options: EvaluateOptions) => {
    const model = fileOfRun(options.model, "--model", "model.safetensors");
    const { evaluateRegionsFile } = await import("../regions/evaluateRegionsFile.ts");
    await interruptible(context, (signal) =>
      evaluateRegionsFile(
        terminal,
        { ...options, model, files: describerFiles(terminal, options, signal) },
        signal,
      ),
    );
  });
}

function addExport(regions: Command, context: Context): void {
  const { terminal } = context;
  const command = regions
    .command("export")
    .summary("write a model as one ONNX file, for the page of inspect")
    .description(
      "Write a model that describes regions, with its descriptions, as one ONNX file. inspect shows its descriptions, " +
        "and the page takes the file when it is dropped.",
    )
    .requiredOption("--model <file>", "model.safetensors, or the folder of its run")
    .option("--out <file>", "the file to write (default: describer.onnx beside the model)")
    .option("--overwrite", "write over the file");
  addDescriberFiles(command).action(async (options: ExportModelOptions) => {
    const model = fileOfRun(options.model, "--model", "model.safetensors");
    const { exportModel } = await import("../regions/exportModel.ts");
    await interruptible(context, (signal) => exportModel(terminal, { ...options, model }, signal));
  });
}

const defaultSplit = { train: 0.6, validation: 0.1, test: 0.3 };

function split(text: string): typeof defaultSplit {
  const [train, validation, test] = numbers("train,validation,test")(text);
  return { train, validation, test };
}

function positive(text: string): number {
  const [value] = numbers("px")(text);
  if (!(value > 0)) throw new InvalidArgumentError(`Expected a number above 0, got "${text}".`);
  return value;
}

interface BuildOptions extends RegionData {
  data: string[];
  out: string;
  testData?: string[];
  split?: typeof defaultSplit;
  seed: number;
  eps?: number;
  minSamples: number;
  minPixels: number;
  describeUrl?: string;
  describeModel?: string;
  overwrite?: boolean;
}

interface TrainOptions extends DescriberFiles, RegionData {
  regions?: string;
  out?: string;
  config?: string;
  set?: string[];
  seed?: number;
  resume?: boolean;
  overwrite?: boolean;
  help?: boolean;
}

interface EvaluateOptions extends DescriberFiles, RegionData {
  model: string;
  regions?: string;
  split: "train" | "validation" | "test";
  out?: string;
  overwrite?: boolean;
  json?: boolean;
}

import { Command, InvalidArgumentError, Option } from "commander";
import { loadDataset } from "@flawlens/datasets";
import { tellError } from "../multitype-fcdd/src/tellError.ts";
import { wholeNumber } from "../multitype-fcdd/src/wholeNumber.ts";
import { readConfig } from "./src/config.ts";
import { evaluateDetector } from "./src/evaluateDetector.ts";
import { predictImages } from "./src/predictImages.ts";
import { paperTables } from "./src/paperTables.ts";
import { showSuspects } from "./src/suspectRanking.ts";
import { train } from "./src/train.ts";

const program = new Command("npm run adl --")
  .description("Multi-cue ADL: train, evaluate and use a detector on data that are not all normal")
  .showHelpAfterError();

const smallMachine = `${import.meta.dirname}/configs/small-machine.json`;

program
  .command("train")
  .description("train on a folder of images, evaluate on its test side, export detector.onnx")
  .requiredOption("--data <dir>", "data set of a known layout")
  .requiredOption("--out <dir>", "where everything is written")
  .option("--config <file>", "configuration", `${import.meta.dirname}/configs/reference.json`)
  .option("--category <name>", "which of the data set's objects, where there are several")
  .option("--weights <file>", "ImageNet weights of the backbone, .safetensors or PyTorch's")
  .option("--textures <dir>", "pictures to make pseudo-anomalies with, such as DTD's images")
  .option("--contamination <fraction>", "of the training images, planted anomalies", fraction)
  .option("--shots <n>", "known anomalies", number)
  .option("--seed <n>", "seed of every random choice", number, 1)
  .option("--resume", "go on from the last checkpoint in --out")
  .option("--overwrite", "begin again where --out has checkpoints of another run")
  .option("--skip-check", "do not open every image and mask before training")
  .action(async ({ config, contamination, shots, ...options }) => {
    const read = await readConfig(config, { contamination, shots });
    const done = await train({ ...options, config: read });
    if (!done) process.exitCode = 130;
  });

program
  .command("evaluate")
  .description("judge a detector file on a data set")
  .requiredOption("--model <file>", "detector.onnx")
  .requiredOption("--data <dir>", "data set of a known layout, or the folder of a run")
  .addOption(
    new Option("--split <name>", "only this side of the data set; default all images").choices([
      "train",
      "validation",
      "test",
    ]),
  )
  .option("--out <dir>", "where results.json and report.html go")
  .action(async ({ model, data, split, out }) => {
    const manifest = await loadDataset(data);
    await evaluateDetector({ file: model, manifest, split, out });
  });

program
  .command("predict")
  .description("score single images, say why, and write overlays")
  .requiredOption("--model <file>", "detector.onnx")
  .option("--out <dir>", "where overlays go", "out/predictions")
  .argument("<image...>", "image files")
  .action(async (images: string[], { model, out }) => {
    const { unreadable } = await predictImages(model, images, out);
    if (unreadable.length > 0)
      throw new Error(
        `expected images, got ${unreadable.length} of ${images.length} files that could not be read: ${unreadable.join(", ")}`,
      );
  });

program
  .command("suspects")
  .description("the training images of a run that were trusted least")
  .requiredOption("--out <dir>", "the run's folder")
  .option("--count <n>", "how many", number, 20)
  .addOption(
    new Option("--by <what>", "weights of training alone, or with the segmentation's loss")
      .choices(["weights", "all"])
      .default("weights"),
  )
  .action(({ out, count, by }) => showSuspects(out, { count, by }));

program
  .command("table")
  .description(
    "the paper's tables: every category and level, one folder a run; goes on where it stopped",
  )
  .requiredOption("--data <dir>", "MVTec AD or VisA, or any data set of a known layout")
  .requiredOption("--out <dir>", "where runs go")
  .option("--config <file>", "configuration", smallMachine)
  .option("--categories <names>", "separated by commas; default all", list)
  .option("--levels <fractions>", "contamination, separated by commas", list, [
    "0.1",
    "0.15",
    "0.2",
  ])
  .option("--shot-counts <numbers>", "known anomalies, separated by commas", list, ["10"])
  .option("--methods <names>", "adl, patchcore, padim", list, ["adl"])
  .option("--modes <names>", "reference, paper, adl", list, ["reference"])
  .option("--seeds <numbers>", "separated by commas", list, ["1"])
  .option("--weights <file>", "ImageNet weights of the backbone")
  .option("--textures <dir>", "pictures to make pseudo-anomalies with")
  .option("--print-only", "print the table of the runs that are there")
  .action(async (options) => {
    const done = await paperTables(options);
    if (!done) process.exitCode = 130;
  });

await program.parseAsync().catch(tellError);

function number(text: string): number {
  return checked(() => wholeNumber(text));
}

function fraction(text: string): number {
  return checked(() => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= 0 && value < 1))
      throw new RangeError(`expected a fraction in [0, 1), got ${text}`);
    return value;
  });
}

function list(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

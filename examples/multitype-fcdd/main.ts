import { Command, InvalidArgumentError, Option } from "commander";
import { loadDataset } from "@flawlens/datasets";
import { printTable2 } from "@flawlens/sampling";
import { readConfig } from "./src/config.ts";
import { evaluateDetector } from "./src/evaluateDetector.ts";
import { predictImages } from "./src/predictImages.ts";
import { tellError } from "./src/tellError.ts";
import { train } from "./src/train.ts";
import { wholeNumber } from "./src/wholeNumber.ts";

const program = new Command("npm run fcdd --")
  .description(
    "MultiTypeFCDD: train, evaluate and use a detector with one anomaly map per defect type",
  )
  .showHelpAfterError();

program
  .command("train")
  .description("train on a folder of images, evaluate on its test split, export detector.onnx")
  .requiredOption("--data <dir>", "data set of a known layout")
  .requiredOption("--out <dir>", "where everything is written")
  .option("--config <file>", "configuration", `${import.meta.dirname}/configs/small.json`)
  .option("--weights <file>", "weights of the frozen encoder, .safetensors or PyTorch's")
  .option("--seed <n>", "seed of every random choice", seed, 1)
  .option("--resume", "go on from the last checkpoint in --out")
  .option("--overwrite", "begin again where --out has checkpoints of another run")
  .option("--skip-check", "do not open every image and mask before training")
  .action(async ({ config, ...options }) => {
    const done = await train({ ...options, config: await readConfig(config) });
    if (!done) process.exitCode = 130;
  });

program
  .command("evaluate")
  .description("judge a detector file on a data set, also one it never saw")
  .requiredOption("--model <file>", "detector.onnx")
  .requiredOption("--data <dir>", "data set of a known layout")
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
  .description("score single images and write overlays")
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
  .command("table2")
  .description("the paper's Table 2, exact beside its figures")
  .action(() => printTable2());

await program.parseAsync().catch(tellError);

function seed(text: string): number {
  try {
    return wholeNumber(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

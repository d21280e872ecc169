import { Command, InvalidArgumentError } from "commander";
import { loadDataset } from "@flawlens/datasets";
import { printTable2 } from "@flawlens/sampling";
import { readConfig } from "./src/config.ts";
import { evaluateDetector } from "./src/evaluateDetector.ts";
import { predictImages } from "./src/predictImages.ts";
import { train } from "./src/train.ts";

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
  .option("--weights <file>", "encoder weights as .safetensors, for a frozen encoder")
  .option("--seed <n>", "seed of every random choice", wholeNumber, 1)
  .option("--resume", "go on from the last checkpoint in --out")
  .action(async ({ config, ...options }) => {
    const done = await train({ ...options, config: await readConfig(config) });
    if (!done) process.exitCode = 130;
  });

program
  .command("evaluate")
  .description("judge a detector file on a data set, also one it never saw")
  .requiredOption("--model <file>", "detector.onnx")
  .requiredOption("--data <dir>", "data set of a known layout")
  .option("--split <name>", "only this split (train, validation or test); default all images")
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
  .action((images: string[], { model, out }) => predictImages(model, images, out));

program
  .command("table2")
  .description("the paper's Table 2, exact beside its figures")
  .action(() => printTable2());

try {
  await program.parseAsync();
} catch (error) {
  console.error(`\n${(error as Error).message}`);
  if (process.env.FLAWLENS_DEBUG) console.error(error);
  process.exitCode = 1;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`expected a whole number, got ${text}`);
  return value;
}

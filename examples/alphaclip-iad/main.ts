import { Command, InvalidArgumentError, Option } from "commander";
import {
  describeWithModel,
  formatRegionCounts,
  readDescriber,
  regionCounts,
  saveRegions,
} from "@flawlens/alphaclip";
import { join } from "node:path";
import { tellError } from "../multitype-fcdd/src/tellError.ts";
import { wholeNumber } from "../multitype-fcdd/src/wholeNumber.ts";
import { readConfig } from "./src/config.ts";
import { describeImage } from "./src/describeImage.ts";
import { evaluateModel } from "./src/evaluateModel.ts";
import { inspectImages } from "./src/inspectImages.ts";
import { makeRegions, openRegions } from "./src/openRegions.ts";
import { train } from "./src/train.ts";

const program = new Command("npm run alphaclip --")
  .description("AlphaCLIP for individual anomalies: point at one region, get its description")
  .showHelpAfterError();

const defaultSplit = { train: 0.6, validation: 0.1, test: 0.3 };

program
  .command("build-regions")
  .description(
    "one record a region of every defect's mask, with its description; the paper's Tables 1 and 2",
  )
  .requiredOption("--data <dir...>", "data sets of known layouts")
  .requiredOption("--out <dir>", "where regions.json goes")
  .option("--test-data <dir...>", "data sets whose regions are all for the test")
  .option(
    "--split <shares>",
    "train,validation,test where no sides are published",
    shares,
    defaultSplit,
  )
  .option("--seed <n>", "seed of the split", number, 1)
  .option(
    "--eps <px>",
    "regions closer than this are one; default max(3, 0.005 of the longer side)",
    positive,
  )
  .option("--min-samples <n>", "pixels within eps that make a region's core", number, 5)
  .option("--min-pixels <n>", "regions of fewer pixels are left out", number, 0)
  .option("--describe-url <url>", "ask an OpenAI-compatible endpoint for the descriptions")
  .option("--describe-model <name>", "its model")
  .action(async ({ out, describeUrl, describeModel, ...options }) => {
    if (Boolean(describeUrl) !== Boolean(describeModel))
      throw new Error("expected --describe-url and --describe-model together, got one of them");
    const describe =
      describeUrl && describeWithModel({ baseUrl: describeUrl, model: describeModel });
    const regions = await makeRegions({ ...options, ...(describe && { describe }) });
    const file = join(out, "regions.json");
    await saveRegions(file, regions);
    console.log(`\n${formatRegionCounts(regionCounts(regions.regions))}\n`);
    for (const { description } of regions.descriptions) console.log(`  ${description}`);
    const { skipped } = regions;
    if (skipped.length)
      console.log(
        `\n${skipped.length} images gave no region, such as ${skipped[0].sample}: ${skipped[0].why}`,
      );
    console.log(
      `\n${file}: ${regions.regions.length} regions, ${regions.descriptions.length} descriptions`,
    );
  });

withWeights(
  program
    .command("train")
    .description("train on regions, judge on their test side")
    .option("--regions <file>", "regions.json of build-regions")
    .option("--data <dir...>", "or data sets of known layouts")
    .requiredOption("--out <dir>", "where everything is written")
    .option("--config <file>", "configuration", `${import.meta.dirname}/configs/small.json`)
    .option("--seed <n>", "seed of every random choice", number, 1)
    .option("--resume", "go on from the last checkpoint in --out")
    .option("--overwrite", "begin again where --out has checkpoints of another run"),
).action(async ({ config, ...options }) => {
  const done = await train({ ...options, config: await readConfig(config) });
  if (!done) process.exitCode = 130;
});

withWeights(
  program
    .command("evaluate")
    .description(
      "judge a model: with masks, without, and with wrong ones; before training too where it began as a CLIP",
    )
    .requiredOption("--model <file>", "model.safetensors")
    .option("--regions <file>", "regions.json of the run, or of build-regions")
    .option("--data <dir...>", "or data sets of known layouts")
    .addOption(
      new Option("--split <name>", "which side")
        .choices(["train", "validation", "test"])
        .default("test"),
    )
    .option("--out <dir>", "where results.json and report.html go"),
).action(async ({ model: file, regions, data, split, out, ...files }) => {
  const sources = { data, split: { train: 0, validation: 0, test: 1 }, seed: 1 };
  const opened = await openRegions(regions, sources);
  const model = await readDescriber(file, files);
  await evaluateModel({ model, regions: opened, split, out });
});

withWeights(
  program
    .command("describe")
    .description("what is wrong at one place of an image")
    .requiredOption("--model <file>", "model.safetensors")
    .requiredOption("--image <file>", "the whole image")
    .option("--mask <file>", "the region, an image of the same size: not black where it is")
    .option("--box <x,y,w,h>", "or a box in pixels", box)
    .option("--point <x,y>", "or a pixel, and the disc around it", point)
    .option(
      "--candidates <file>",
      "descriptions to choose from, one a line; default those of training",
    ),
).action(async (options) => void (await describeImage(options)));

withWeights(
  program
    .command("inspect")
    .description("the whole chain: a detector's map, its regions, a description of each")
    .requiredOption("--detector <file>", "detector.onnx of npm run fcdd or npm run adl")
    .requiredOption("--model <file>", "model.safetensors")
    .option("--out <dir>", "where overlays go", "out/inspection")
    .option(
      "--min-pixels <n>",
      "regions of fewer pixels are passed over; default a thousandth of the image",
      number,
    )
    .argument("<image...>", "image files"),
).action(async (images: string[], options) => {
  const { unreadable } = await inspectImages(images, options);
  if (unreadable.length > 0)
    throw new Error(
      `expected images, got ${unreadable.length} of ${images.length} files that could not be read: ${unreadable.join(", ")}`,
    );
});

await program.parseAsync().catch(tellError);

function withWeights(command: Command): Command {
  return command
    .option(
      "--weights <file>",
      "pretrained weights: EfficientNet-Lite0's, or a CLIP checkpoint; default from the Hugging Face Hub",
    )
    .option("--alpha <file>", "an Alpha-CLIP checkpoint, in the place of CLIP's image tower")
    .option("--merges <file>", "CLIP's merges; default from the Hugging Face Hub");
}

function number(text: string): number {
  return checked(() => wholeNumber(text));
}

function positive(text: string): number {
  const [value] = numbers(text, 1);
  if (!(value > 0)) throw new InvalidArgumentError(`expected a number above 0, got ${text}`);
  return value;
}

function shares(text: string) {
  const [train, validation, test] = numbers(text, 3);
  return { train, validation, test };
}

function box(text: string) {
  const [x, y, width, height] = numbers(text, 4);
  return { x, y, width, height };
}

function point(text: string) {
  const [x, y] = numbers(text, 2);
  return { x, y };
}

function numbers(text: string, count: number): number[] {
  const values = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (values.length !== count || !values.every(Number.isFinite))
    throw new InvalidArgumentError(
      `expected ${count} ${count === 1 ? "number" : "numbers separated by commas"}, got ${text}`,
    );
  return values;
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

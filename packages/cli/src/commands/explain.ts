import type { Command } from "commander";
import type { Context } from "../context.ts";
import { wholeNumber } from "../options/wholeNumber.ts";
import { addDescriberFiles } from "../regions/describerFiles.ts";
import type { DescriberFiles } from "../regions/describerFiles.ts";
import { interruptible } from "../run/interruptible.ts";

/** `flawlens explain --detector FILE --model FILE IMAGE...`: what a detector found, in words. */
export function addExplain(program: Command, context: Context): void {
  const command = program
    .command("explain")
    .summary("describe what a detector finds, region by region")
    .description(
      "Find anomalous regions with a detector and describe each in text. Prints them, and writes each image under its map " +
        "with the regions outlined, and explain.html.",
    )
    .argument("<image...>", "files, folders, quoted patterns, or - for a list on standard input")
    .requiredOption("--detector <file>", "detector.onnx, or the folder of a run of train")
    .requiredOption("--model <file>", "model.safetensors, or the folder of a run of regions train")
    .option("--out <dir>", "folder for overlays and explain.html", "out/explanations")
    .option(
      "--min-pixels <n>",
      "smallest region to describe, in pixels; default a thousandth of the image",
      wholeNumber,
    )
    .option("--json", "print everything as JSON");
  addDescriberFiles(command).action(async (images: string[], options: Options) => {
    const { explainImages } = await import("../explain/explainImages.ts");
    await interruptible(context, async (signal) =>
      context.setExitCode(await explainImages(context, { ...options, images }, signal)),
    );
  });
}

interface Options extends DescriberFiles {
  detector: string;
  model: string;
  out: string;
  minPixels?: number;
  json?: boolean;
}

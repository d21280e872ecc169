import type { Command } from "commander";
import type { Context } from "../context.ts";
import { numbers } from "../options/numbers.ts";
import { wholeNumber } from "../options/wholeNumber.ts";
import { addDescriberFiles, describerFiles } from "../regions/describerFiles.ts";
import type { DescriberFiles } from "../regions/describerFiles.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { interruptible } from "../run/interruptible.ts";

/** `flawlens describe IMAGE --model FILE --box x,y,width,height`: what is wrong at one place. */
export function addDescribe(program: Command, context: Context): void {
  const { terminal } = context;
  const command = program
    .command("describe")
    .summary("describe one region of an image in text")
    .description(
      "Say what is wrong at one place of an image: rank descriptions by how well they fit the region that a mask, a box or " +
        "a point names.",
    )
    .argument("<image>", "the whole image")
    .requiredOption(
      "--model <file>",
      "model.safetensors of regions train, or the folder of its run",
    )
    .option("--mask <file>", "the region as an image of the same size: not black where it is")
    .option("--box <box>", "the region as x,y,width,height in pixels", numbers("x,y,width,height"))
    .option("--point <point>", "the region as the disc around a pixel x,y", numbers("x,y"))
    .option(
      "--candidates <file>",
      "descriptions to choose from, one a line; default those of the training",
    )
    .option("--count <n>", "how many to list", wholeNumber, 5)
    .option("--json", "print all of them as JSON");
  addDescriberFiles(command).action(async (image: string, options: Options) => {
    const { mask, box, point, candidates, count, json } = options;
    const model = fileOfRun(options.model, "--model", "model.safetensors");
    const { describeImage } = await import("../describe/describeImage.ts");
    await interruptible(context, async (signal) => {
      const ranking = await describeImage(
        {
          model,
          image,
          mask,
          box: box && { x: box[0], y: box[1], width: box[2], height: box[3] },
          point: point && { x: point[0], y: point[1] },
          candidates,
        },
        describerFiles(terminal, options, signal),
      );
      if (json) return terminal.result(JSON.stringify(ranking, null, 2));
      for (const { description, score } of ranking.slice(0, count))
        terminal.result(`${score.toFixed(3).padStart(7)}  ${description}`);
      if (ranking.length > count) terminal.tell(`and ${ranking.length - count} more`);
    });
  });
}

interface Options extends DescriberFiles {
  model: string;
  mask?: string;
  box?: number[];
  point?: number[];
  candidates?: string;
  count: number;
  json?: boolean;
}

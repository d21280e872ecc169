import { existsSync, statSync } from "node:fs";
import { Option } from "commander";
import type { Shard } from "@flawlens/datasets";
import type { Tiling } from "@flawlens/inference";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addDataOptions, type DataOptions } from "../options/addDataOptions.ts";
import { numbers } from "../options/numbers.ts";
import { shard } from "../options/shard.ts";
import { interruptible } from "../run/interruptible.ts";
import type { ExitCode } from "../terminal/exitCodes.ts";
import { UsageError } from "../terminal/usageError.ts";

const formats = { json: "JSON", jsonl: "JSON lines", csv: "CSV" } as const;
type Format = keyof typeof formats;
const formatNames = Object.keys(formats) as Format[];

/** `flawlens predict --model FILE IMAGE...`: verdicts, places and overlays. */
export function addPredict(program: Command, context: Context): void {
  const command = program
    .command("predict")
    .summary("score images: verdicts, places, overlays")
    .description(
      "Score images with a detector. Images are files, folders (with all below them), quoted patterns such as " +
        "'photos/*.png', - for a list on standard input, or those of a data set (--data). Each image gets a verdict: " +
        "normal, anomalous or undecided. " +
        "An image that cannot be read is told of, the others are scored, and the exit code is 1.",
    )
    .argument("[image...]", "files, folders, quoted patterns, or - for a list on standard input")
    .requiredOption("--model <file>", "detector.onnx, or the folder of a run")
    .option("--out <dir>", "folder for overlays", "out/predictions")
    .addOption(
      new Option(
        "--overlays <which>",
        "pictures of the image under its anomaly map: none, one an image, or one for each type too",
      )
        .choices(["none", "one", "types"])
        .default("one"),
    )
    .addOption(
      new Option(
        "--tiles <size,overlap>",
        "look at tiles of so many pixels, which share so many with their neighbours, such as 512,64 (default: as it was trained)",
      ).argParser(tilesOf),
    )
    .option(
      "--look-at <file>",
      "where to look: a picture that is black elsewhere, or polygons in a file of JSON",
    )
    .option("--watch <dir>", "score images as they arrive in a folder, each once; Ctrl-C ends it")
    .option(
      "--data <data>",
      "score the images of a data set: a folder or list, or the folder of a run",
    )
    .addOption(shard())
    .addOption(
      new Option(
        "--fail-on <what>",
        "exit with 3 where an image is anomalous, or undecided too",
      ).choices(["anomaly", "undecided"]),
    );
  for (const format of formatNames)
    command.option(
      `--${format} [file]`,
      `write ${formats[format]} to a file, or to standard output (without a file, or -)`,
    );
  addDataOptions(command);
  command.action(async (images: string[], options: Options) => {
    const { model, out, overlays, watch, failOn, tiles, lookAt, data, shard: shards } = options;
    const output = outputOf(options);
    const sources = [
      ...(images.length > 0 ? ["images"] : []),
      ...(["watch", "data"] as const).filter((name) => options[name] !== undefined).map((name) => `--${name}`), // prettier-ignore
    ];
    if (sources.length !== 1)
      throw new UsageError(
        `expected images, --watch DIR or --data DATA, got ${sources.join(" and ") || "none of them"}`,
      );
    if (shards) {
      const given = ["overlays", ...formatNames, "failOn"].find((name) => command.getOptionValueSource(name) === "cli"); // prettier-ignore
      if (data === undefined || given !== undefined)
        throw new UsageError(
          data === undefined
            ? "--shard: expected --data DATA, whose images have ids by which they are shared out"
            : `--shard: expected no --${given === "failOn" ? "fail-on" : given}: shards keep predictions, which flawlens merge writes as predictions.jsonl`,
        );
      const { predictShard } = await import("../predict/predictShard.ts");
      const part = { ...options, data, shards };
      await interruptible(context, (signal) => predictShard(context.terminal, { ...part, signal }));
      return;
    }
    const { predictAll } = await import("../predict/predictAll.ts");
    const ofData = data === undefined ? undefined : { ...options, data };
    const what = { model, images, watch, data: ofData, out, overlays, ...output, failOn, tiles, lookAt }; // prettier-ignore
    let ended: ExitCode | undefined;
    await interruptible(
      context,
      async (signal) => void (ended = await predictAll(context, what, signal)),
      watch === undefined ? {} : { interrupted: () => {} },
    );
    // Ctrl-C is the usual end of watching, and no interruption.
    if (ended !== undefined) context.setExitCode(ended);
  });
}

/** The machine-readable output that was asked for. */
function outputOf(options: Options): { format?: Format; file?: string } {
  const [format, ...more] = formatNames.filter((name) => options[name] !== undefined);
  if (more.length > 0)
    throw new UsageError(
      `expected one of --json, --jsonl and --csv, got --${[format, ...more].join(" and --")}`,
    );
  const file = format && options[format];
  if (typeof file !== "string" || file === "-") return { format };
  // "--json photos" would take the images for the file: what is there and no such file is refused.
  if (existsSync(file) && (statSync(file).isDirectory() || !file.endsWith(`.${format}`)))
    throw new UsageError(
      `--${format}: expected a file to write, such as predictions.${format}, got ${file}, which is there: put the ` +
        `images before --${format}`,
    );
  return { format, file };
}

const sizeAndOverlap = numbers("size,overlap");

/** Reads "512,64". */
function tilesOf(text: string): Tiling {
  const [size, overlap] = sizeAndOverlap(text);
  return { size, overlap };
}

interface Options extends DataOptions, Partial<Record<Format, string | true>> {
  model: string;
  out: string;
  overlays: "none" | "one" | "types";
  watch?: string;
  data?: string;
  shard?: Shard[];
  failOn?: "anomaly" | "undecided";
  tiles?: Tiling;
  lookAt?: string;
}

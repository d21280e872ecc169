import type { Context } from "../context.ts";
import { readSamples } from "../data/readSamples.ts";
import type { DataOptions } from "../options/addDataOptions.ts";
import { expandInputs } from "./expandInputs.ts";
import type { Inputs } from "./expandInputs.ts";
import type { ImageInput } from "./imageInput.ts";
import { sampleInputs } from "./sampleInputs.ts";
import { watchFolder } from "./watchFolder.ts";

/** The images of a command. */
export interface OpenedInputs {
  inputs: AsyncIterable<ImageInput>;
  /** How many there are; undefined where nobody knows yet, null where they come without an end. */
  total: number | null | undefined;
  /** Notes what was found and not taken, when all is done. */
  tellPassedOver(): void;
}

/** What images are asked for, and where pictures of them go. */
export interface InputOptions {
  /** Files, folders, patterns, `-`. */
  images: readonly string[];
  /** A folder in which images arrive, in the place of `images`. */
  watch?: string;
  /** A data set whose images are meant, in the place of `images`. */
  data?: DataOptions & { data: string };
  out: string;
  /** `none`: nothing is written to `out`, which may then hold images. */
  overlays: "none" | "one" | "types";
}

/**
 * The images that a command is to score: those that its arguments stand for, those of a data set, or those that arrive in a folder. What lies
 * in the folder that pictures go to is not taken, so that no picture is scored, and no image overwritten by one.
 *
 * @throws {UsageError} As `expandInputs`: at once, unless a list on standard input is still to be read.
 */
export async function openInputs(
  terminal: Pick<Context["terminal"], "tell" | "note">,
  { images, watch, data, out, overlays }: InputOptions,
  { stdin, signal }: { stdin: Context["stdin"]; signal: AbortSignal },
): Promise<OpenedInputs> {
  if (data !== undefined) {
    const { manifest, samples } = await readSamples(data);
    return { inputs: sampleInputs(manifest, samples), total: samples.length, tellPassedOver() {} };
  }
  const except = overlays === "none" ? [] : [out];
  if (watch !== undefined) {
    const onReady = () => terminal.tell(`watching ${watch} for images; Ctrl-C ends it`);
    const inputs = watchFolder(watch, { signal, except, onReady });
    return { inputs, total: null, tellPassedOver() {} };
  }
  const inputs = expandInputs(images, { stdin, except, signal });
  const tellPassedOver = () => tell(terminal, inputs.passedOver);
  if (images.includes("-")) return { inputs, total: undefined, tellPassedOver };
  const all: ImageInput[] = [];
  for await (const input of inputs) all.push(input);
  return { inputs: toAsync(all), total: all.length, tellPassedOver };
}

// eslint-disable-next-line typescript/require-await -- an iterator that does not wait is one too
async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function tell(
  terminal: Pick<Context["terminal"], "note">,
  { hidden, notImages, repeated, excepted }: Inputs["passedOver"],
): void {
  const found = [
    notImages > 0 &&
      `${plural(notImages, "file")} that ${notImages > 1 ? "are" : "is"} no image by name`,
    hidden > 0 && `${plural(hidden, "hidden file or folder", "hidden files or folders")}`,
    repeated > 0 && `${plural(repeated, "image")} given before`,
    excepted > 0 && `${plural(excepted, "image or folder", "images or folders")} where overlays go`,
  ].filter((text) => text !== false);
  if (found.length > 0) terminal.note(`passed over: ${found.join(", ")}`);
}

function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

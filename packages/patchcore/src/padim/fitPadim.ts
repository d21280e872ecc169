import { setImmediate } from "node:timers/promises";
import type { ImageSource } from "@flawlens/detector";
import { shuffle } from "@flawlens/sampling";
import { embedImages } from "../embedding/embedImages.ts";
import type { EmbedOptions } from "../embedding/embedImages.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { setGaussians } from "./createPadim.ts";
import type { Padim } from "./createPadim.ts";
import { fitGaussians } from "./fitGaussians.ts";

/** How a PaDiM is fitted. */
export interface FitPadimOptions extends Omit<EmbedOptions, "caller"> {
  /** Images taken as normal, at least two. */
  source: Pick<ImageSource, "samples" | "read">;
  /** Uniform in [0, 1): draws the channels. */
  random: () => number;
  /**
   * How many numbers of an embedding are looked at, drawn at random, or which ones; default 100, all where there
   * are fewer. A detector takes `4 · cells · channels²` bytes: 41 MB for 32 x 32 cells and 100 channels.
   */
  channels?: number | "all" | readonly number[];
}

/**
 * Fits a PaDiM: a Gaussian for each cell, from the vectors of that cell in all images. With the event `end` and
 * the reason `"done"` the detector is fitted; a run that fails, is left or is interrupted leaves it as it was.
 *
 * Memory: `4 · images · cells · size` bytes for the vectors.
 *
 * @throws {RangeError} Before the first image, if there are less than two, channels are out of range, or the
 *   vectors would take more than `maxBytes`.
 *
 * @example
 * for await (const event of fitPadim(model, { source, random: randomStream(7), channels: "all" }))
 *   if (event.kind === "phase") console.log(event.name, event.done, event.total);
 */
export async function* fitPadim(
  model: Padim,
  { source, random, channels = 100, signal, ...options }: FitPadimOptions,
): AsyncGenerator<FittingEvent, void> {
  const total = source.samples.length;
  if (total < 2)
    throw new RangeError(`fitPadim: expected at least 2 images taken as normal, got ${total}`);
  const chosen = channelsOf(channels, model.embedding.size, random);
  const embeddings = yield* embedImages(model, source, { ...options, signal, caller: "fitPadim" });
  if (embeddings === null) return yield { kind: "end", reason: "interrupted" };

  const { height, width } = embeddings;
  const fitting = fitGaussians(embeddings, chosen);
  let cell = fitting.next();
  for (; !cell.done; cell = fitting.next()) {
    if (cell.value % eventEvery !== 0 && cell.value < height * width) continue;
    yield { kind: "phase", name: "gaussians", done: cell.value, total: height * width };
    await setImmediate(); // lets a signal in
    if (signal?.aborted) return yield { kind: "end", reason: "interrupted" };
  }
  setGaussians(model, cell.value);
  yield { kind: "end", reason: "done" };
}

/** Cells between two events. */
const eventEvery = 16;

/** Indices in ascending order, or as they are given. */
function channelsOf(
  channels: number | "all" | readonly number[],
  size: number,
  random: () => number,
): readonly number[] {
  const all = Array.from({ length: size }, (_, i) => i);
  if (channels === "all") return all;
  if (typeof channels === "number") {
    if (!Number.isInteger(channels) || channels < 1)
      throw new RangeError(`fitPadim: expected at least 1 channel, got ${channels}`);
    return channels >= size
      ? all
      : shuffle(all, random)
          .slice(0, channels)
          .sort((a, b) => a - b);
  }
  const bad = channels.find((channel) => !all.includes(channel));
  if (bad !== undefined || channels.length === 0)
    throw new RangeError(`fitPadim: expected channels below ${size}, got ${bad ?? "none"}`);
  return channels;
}

import { cellsLookedAt } from "../core/_cellsLookedAt.ts";
import type { DetectorMetadata } from "../core/detectorMetadata.ts";
import { framesOf } from "../images/framing.ts";
import type { Frame, Framing } from "../images/framing.ts";
import type { LookedAt } from "../images/lookAt.ts";
import { FrameMerger } from "./_mergeFrames.ts";
import type { Pixels } from "../images/pixels.ts";
import { makePrediction, toScorePrediction } from "../core/prediction.ts";
import type { Prediction, RawPrediction, ScorePrediction } from "../core/prediction.ts";
import { scoreWithin } from "../core/scoreWithin.ts";

/** An image of which frames are being run, and what has come so far. */
export interface OpenImage {
  pixels: Pixels;
  /** The frames to run, in the pixels of `pixels`. */
  frames: readonly Frame[];
  /** Adds what the graph gives of a frame. */
  add(frame: number, raw: RawPrediction): void;
  prediction(): Prediction;
  score(): ScorePrediction;
}

/**
 * Begins an image; frames of which nothing is looked at are left out.
 *
 * @param options - `looked`: the pixels that are looked at, of the size that the image was stored in; default all.
 */
export function openImage(
  metadata: DetectorMetadata,
  pixels: Pixels,
  { framing, looked }: { framing: Framing; looked?: LookedAt },
): OpenImage {
  const { input, receptiveField, types, scoreOfMap = "peak" } = metadata;
  const size = { height: pixels.height, width: pixels.width };
  const original = pixels.original ?? size;
  const whole = framing.mode === "stretch";
  const own = framesOf(framing.mode === "tiles" ? size : original, framing, input);
  const kept = own
    .map((frame) => ({
      frame,
      there: framing.mode === "tiles" ? scaled(frame, size, original) : frame,
    }))
    .filter(({ there }) => !looked || shows(looked, there));
  const places = kept.map(({ there }) => there);
  const merger = whole ? null : new FrameMerger(original, places, { input, receptiveField });
  let best: RawPrediction | undefined;

  const add = (index: number, raw: RawPrediction) => {
    const scores =
      looked && raw.maps.length > 0 && raw.maps[0].data.length > 0
        ? within(raw, looked, places[index])
        : Array.from(raw.scores);
    merger?.add(index, raw.maps);
    best = best ? highest(best, { ...raw, scores }) : { ...raw, scores };
  };
  const within = ({ scores, maps }: RawPrediction, looked: LookedAt, place: Frame) => {
    const counts = cellsLookedAt(looked, maps[0], place, { input, receptiveField });
    return types.map((_, k) =>
      counts ? scoreWithin(scores[k], maps[k], counts, scoreOfMap) : NaN,
    );
  };

  return {
    pixels,
    frames: kept.map(({ frame }) => frame),
    add,
    prediction: () =>
      makePrediction(
        merger ? { ...metadata, receptiveField: undefined } : metadata,
        { ...(best as RawPrediction), maps: merger ? merger.maps() : (best as RawPrediction).maps },
        original,
        looked,
      ),
    score: () =>
      toScorePrediction(metadata, best as RawPrediction, { lookedFraction: looked?.fraction }),
  };
}

/** A frame in the pixels of an image that was stored at another size. */
function scaled(
  { x, y, width, height }: Frame,
  from: { height: number; width: number },
  to: { height: number; width: number },
): Frame {
  const [down, across] = [to.height / from.height, to.width / from.width];
  return { x: x * across, y: y * down, width: width * across, height: height * down };
}

/** Whether any pixel of a frame is looked at. */
function shows({ data, height, width }: LookedAt, frame: Frame): boolean {
  const [top, left] = [Math.max(0, Math.floor(frame.y)), Math.max(0, Math.floor(frame.x))];
  const bottom = Math.min(height, Math.ceil(frame.y + frame.height));
  const right = Math.min(width, Math.ceil(frame.x + frame.width));
  for (let y = top; y < bottom; y++)
    if (data.subarray(y * width + left, y * width + right).includes(1)) return true;
  return false;
}

/** An image is as anomalous as its most anomalous frame, type by type; NaN where a frame's score is none. */
function highest(a: RawPrediction, b: RawPrediction): RawPrediction {
  const larger = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a, (value, i) => Math.max(value, b[i]));
  const extras = Object.entries(a.extras ?? {}).map(([name, values]) => [
    name,
    larger(values, b.extras?.[name] ?? values),
  ]);
  return { scores: larger(a.scores, b.scores), maps: a.maps, extras: Object.fromEntries(extras) };
}

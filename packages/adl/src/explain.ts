import type { Image } from "@flawlens/datasets";
import type { Adl } from "./createAdl.ts";
import { cueNames } from "./cues.ts";
import type { Cues } from "./cues.ts";
import { memorySource } from "./imageSource.ts";
import { predict } from "./predict.ts";
import type { AdlMap, AdlPrediction } from "./predict.ts";

/** Why a detector says what it says of an image. */
export interface Explanation extends AdlPrediction {
  map: AdlMap;
  cueMaps: Partial<Cues<AdlMap>>;
  /** Where the evidence is strongest, in pixels of the map, and how strong, in [0, 1]. */
  peak: { x: number; y: number; value: number };
  /** For a person: "high deviation, low uncertainty, moderate segmentation; evidence at ...". */
  sentence: string;
}

/**
 * Cue values, each cue's map, the fused map, and a sentence that says it in words. A cue is called low
 * below a third of its scale and high above two thirds.
 *
 * @param image - Of the detector's input size.
 *
 * @example
 * (await explain(model, image)).sentence;
 * // => "high deviation (0.94 of 1), low uncertainty (0.12), high segmentation (0.81); evidence at the upper left, x 40, y 52"
 */
export async function explain(model: Adl, image: Image): Promise<Explanation> {
  const source = memorySource([{ id: "image", image }]);
  for await (const prediction of predict(model, source, { maps: "cues" })) {
    const { map, cueMaps } = prediction as Required<AdlPrediction>;
    const peak = peakOf(map);
    return {
      ...prediction,
      map,
      cueMaps,
      peak,
      sentence: sentenceOf(prediction.normalized, peak, map),
    };
  }
  throw new Error("explain: expected a prediction, got none");
}

/** The words of {@link Explanation} for a prediction at hand. */
export function sentenceOf(
  normalized: Cues,
  { x, y }: { x: number; y: number },
  { height, width }: { height: number; width: number },
): string {
  const said = cueNames.map((cue, i) => {
    const value = normalized[cue];
    const level = value < 1 / 3 ? "low" : value > 2 / 3 ? "high" : "moderate";
    return `${level} ${words[cue]} (${value.toFixed(2)}${i === 0 ? " of 1" : ""})`;
  });
  const third = (at: number, size: number) => Math.min(2, Math.floor((3 * (at + 0.5)) / size));
  const [row, column] = [third(y, height), third(x, width)];
  return `${said.join(", ")}; evidence at ${places[row][column]}, x ${x}, y ${y}`;
}

const words: Cues<string> = {
  deviation: "deviation",
  entropy: "uncertainty",
  segmentation: "segmentation",
};

const places = [
  ["the upper left", "the top", "the upper right"],
  ["the left", "the centre", "the right"],
  ["the lower left", "the bottom", "the lower right"],
];

function peakOf({ data, width }: AdlMap): Explanation["peak"] {
  let at = 0;
  for (let i = 1; i < data.length; i++) if (data[i] > data[at]) at = i;
  return { x: at % width, y: Math.floor(at / width), value: data[at] };
}

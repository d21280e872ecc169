import { loadDetector } from "@flawlens/inference/web";
import type { Detector, Prediction, RawPrediction, WebImage } from "@flawlens/inference/web";
import type { Handlers } from "./answerCalls.ts";
import { bytesOf } from "./bytesOf.ts";
import type { Calls } from "./calls.ts";
import { describeWith, loadDescriber } from "./describer.ts";
import type { LoadedDescriber } from "./describer.ts";
import { kindOf } from "./kindOf.ts";
import { thumbnailOf } from "./thumbnailOf.ts";

const detectors = new Map<number, Detector<WebImage>>();

let describer: LoadedDescriber | undefined;

/** What the worker does on each call. */
export const handlers: Handlers<Calls> = {
  async openDetector({ key, file }) {
    const detector = await loadDetector(file);
    detectors.set(key, detector);
    const { metadata, validation } = detector;
    return { metadata, validation };
  },
  async score({ key, image }) {
    const detector = detectorOf(key);
    const pixels = await detector.read(image);
    const [prediction, thumbnail] = await Promise.all([
      detector.predictImage(pixels),
      thumbnailOf(image),
    ]);
    const { height, width } = { ...pixels, ...pixels.original };
    return { raw: rawOf(detector, prediction), original: { height, width }, thumbnail };
  },
  async scoreFrame({ key, frame }) {
    const detector = detectorOf(key);
    return rawOf(detector, await detector.predictImage(frame));
  },
  async releaseDetector({ key }) {
    const detector = detectors.get(key);
    detectors.delete(key);
    await detector?.release();
  },
  kindOf: async ({ file }) => kindOf(await bytesOf(file)),
  async openDescriber({ file }) {
    const loaded = await loadDescriber(await bytesOf(file));
    await describer?.release();
    describer = loaded;
    return loaded.descriptions;
  },
  async describe(given) {
    if (!describer) throw new Error("No file that describes regions is open.");
    return describeWith(describer, given);
  },
};

function detectorOf(key: number): Detector<WebImage> {
  const detector = detectors.get(key);
  if (!detector) throw new Error("This detector is not open any more.");
  return detector;
}

/** What a prediction was made of: with it, other thresholds need no second run. */
function rawOf({ metadata }: Detector<WebImage>, { types, extras }: Prediction): RawPrediction {
  return {
    scores: metadata.types.map((type) => types[type].score),
    maps: metadata.types.map((type) => types[type].map),
    extras: Object.fromEntries(
      Object.entries(extras).map(([name, values]) => [
        name,
        metadata.extras[name].names.map((column) => values[column]),
      ]),
    ),
  };
}

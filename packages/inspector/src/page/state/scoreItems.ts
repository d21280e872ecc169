import type { Prediction } from "@flawlens/inference/web";
import type { Item } from "./item.ts";
import { items, loaded, paused } from "./store.ts";
import type { Loaded } from "./store.ts";

let running: Loaded | null = null;

/** Scores the images that wait, one after the other; new images join, and another detector begins anew. */
export async function scoreItems(): Promise<void> {
  const own = loaded.value;
  if (!own || running === own) return;
  running = own;
  try {
    for (;;) {
      const item = running === own ? next() : undefined;
      if (!item) break;
      await scoreItem(own, item);
    }
  } finally {
    if (running === own) running = null;
  }
}

function next(): Item | undefined {
  if (paused.value) return undefined;
  return items.value.find(({ result }) => result.peek().state === "waiting");
}

async function scoreItem({ detector }: Loaded, item: Item): Promise<void> {
  try {
    const file = await item.read();
    const pixels = await detector.read(file);
    const prediction = await detector.predictImage(pixels);
    const thumbnail = await thumbnailOf(file);
    const { height, width } = { ...pixels, ...pixels.original };
    item.result.value = {
      state: "done",
      raw: rawOf(detector, prediction),
      original: { height, width },
      thumbnail,
    };
  } catch (error) {
    item.result.value = { state: "failed", reason: (error as Error).message };
  }
  await new Promise((resolve) => setTimeout(resolve)); // the page answers between images
}

/** What a prediction was made of: with it, other thresholds need no second run. */
export function rawOf({ metadata }: Loaded["detector"], { types, extras }: Prediction) {
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

/** A small picture of an image as an address; its longest side is 320 pixels. */
async function thumbnailOf(file: Blob): Promise<string> {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, 320 / Math.max(whole.width, whole.height));
  const [width, height] = [whole.width, whole.height].map((side) =>
    Math.max(1, Math.round(scale * side)),
  );
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("expected a canvas to draw on, got none from the browser");
  context.imageSmoothingQuality = "high";
  context.drawImage(whole, 0, 0, width, height);
  whole.close();
  return URL.createObjectURL(await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 }));
}

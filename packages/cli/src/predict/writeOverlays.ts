import { join } from "node:path";
import { readImage } from "@flawlens/datasets";
import type { Prediction } from "@flawlens/inference";
import { overlay } from "@flawlens/report";
import { writeRunFile } from "../run/writeRunFile.ts";
import type { ImageInput } from "./imageInput.ts";

/** Which pictures are written: none, one an image with the map of any defect, or one for each type too. */
export type Overlays = "none" | "one" | "types";

/** The folder of overlays, which of them are written, and their names. */
export interface OverlayTarget {
  out: string;
  overlays: Overlays;
  /** The function that `overlayNames` returns. */
  nameOf: (input: ImageInput, type?: string) => string;
}

/**
 * Writes an image under its anomaly map as PNG, in its own size.
 *
 * @returns Why there is none, where the image cannot be read any more, as when it was moved meanwhile.
 * @throws {Error} If a picture cannot be written.
 */
export async function writeOverlays(
  { out, overlays, nameOf }: OverlayTarget,
  input: ImageInput,
  prediction: Prediction,
): Promise<string | undefined> {
  if (overlays === "none") return undefined;
  // All names first: they must not depend on what is written faster.
  const types = Object.entries(prediction.types);
  const shown = [
    { name: nameOf(input), of: prediction as Pick<Prediction, "displayMap"> },
    ...(overlays === "types" && types.length > 1
      ? types.map(([type, of]) => ({ name: nameOf(input, type), of }))
      : []),
  ];
  const image = await readImage(input.path).catch((error: Error) => error);
  if (image instanceof Error) return image.message;
  for (const { name, of } of shown)
    await writeRunFile(join(out, name), await overlay(image, of.displayMap));
  return undefined;
}

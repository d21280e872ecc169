import { readOnnxMetadata } from "@flawlens/onnx";
import { z } from "zod";

/**
 * Number of the format of exported image towers. It changes when a reader of the earlier number would
 * misread the file.
 */
export const IMAGE_TOWER_FORMAT = 1;

const imageTowerMetadata = z.object({
  format: z.literal(IMAGE_TOWER_FORMAT),
  method: z.literal("alphaclip"),
  tower: z.string(),
  imageSize: z.int().positive(),
  embedding: z.int().positive(),
  unitLength: z.boolean(),
  alpha: z.object({ mean: z.number(), std: z.number().positive() }),
  versions: z.record(z.string(), z.string()),
  config: z.unknown(),
});

/** The metadata of a file of `exportImageTower`, as JSON under the key `flawlens`. */
export interface ImageTowerMetadata extends z.output<typeof imageTowerMetadata> {
  /** Name of the tower. */
  tower: string;
  /** Width and height of its images and masks, in pixels. */
  imageSize: number;
  /** Length of an embedding. */
  embedding: number;
  /** Whether embeddings have Euclidean length 1. */
  unitLength: boolean;
  /** A mask in [0, 1] becomes `alphas` by (mask - mean) / std. */
  alpha: { mean: number; std: number };
}

/**
 * Reads what an exported image tower says about itself.
 *
 * @param bytes - A whole `.onnx` file of `exportImageTower`.
 * @throws {RangeError} If the bytes are not an ONNX model, not an image tower, or have another format.
 *
 * @example
 * readImageTowerMetadata(await readFile("tower.onnx")).imageSize; // => 224
 */
export function readImageTowerMetadata(bytes: Uint8Array): ImageTowerMetadata {
  const refuse = (expected: string, got: string) =>
    new RangeError(`readImageTowerMetadata: expected ${expected}, got ${got}`);
  const { flawlens: text } = readOnnxMetadata(bytes);
  if (text === undefined)
    throw refuse("a file of exportImageTower", "an ONNX model without metadata of FlawLens");
  let json: { method?: unknown; format?: unknown } | null;
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    throw refuse("metadata as JSON", text.slice(0, 80));
  }
  if (json?.method !== "alphaclip")
    throw refuse("a file of exportImageTower", `a model of method ${JSON.stringify(json?.method)}`);
  if (json.format !== IMAGE_TOWER_FORMAT)
    throw refuse(
      `an image tower of format ${IMAGE_TOWER_FORMAT}`,
      `format ${JSON.stringify(json.format)}; export the tower again with this version`,
    );
  const { success, data, error } = imageTowerMetadata.safeParse(json);
  if (!success) throw refuse("the metadata of an image tower", z.prettifyError(error));
  return data;
}

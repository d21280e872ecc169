import { externalLocations, readOnnxMetadata, verifyChecksum } from "@flawlens/onnx";
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
  // Bounded, because who runs the file makes inputs of this size.
  imageSize: z.int().min(1).max(8192),
  embedding: z.int().min(1).max(65_536),
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
 * Reads what an exported image tower says about itself, and checks that the file is whole: its bytes are
 * compared with the checksum that `exportImageTower` stored, 35 ms for 20 MB.
 *
 * @param bytes - A whole `.onnx` file of `exportImageTower`.
 * @returns A promise of the metadata.
 * @throws {RangeError} If the bytes are not an ONNX model, not an image tower, have another format, differ
 *   from their checksum or have none, or read numbers from a second file.
 *
 * @example
 * (await readImageTowerMetadata(await readFile("tower.onnx"))).imageSize; // => 224
 */
export async function readImageTowerMetadata(bytes: Uint8Array): Promise<ImageTowerMetadata> {
  const { flawlens: text } = readOnnxMetadata(bytes);
  const state = await verifyChecksum(bytes);
  if (state === "damaged")
    throw refuse(
      "the bytes that the checksum of the file is of",
      "others: the file is damaged; copy or export it again",
    );
  const metadata = parse(text);
  const [elsewhere] = externalLocations(bytes);
  if (elsewhere !== undefined)
    throw refuse(
      "an image tower that is whole in one file",
      `one that reads ${JSON.stringify(elsewhere.slice(0, 80))} beside it; export the tower again`,
    );
  if (state === "none")
    throw refuse(
      "the checksum that exportImageTower stores",
      "none, so that damage could not be noticed; export the tower again",
    );
  return metadata;
}

function parse(text: string | undefined): ImageTowerMetadata {
  if (text === undefined)
    throw refuse("a file of exportImageTower", "an ONNX model without metadata of FlawLens");
  let json: { method?: unknown; format?: unknown } | null;
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    throw refuse("metadata as JSON", text.slice(0, 80));
  }
  if (json?.method !== "alphaclip")
    throw refuse("a file of exportImageTower", `a model of method ${shown(json?.method)}`);
  if (json.format !== IMAGE_TOWER_FORMAT)
    throw refuse(
      `an image tower of format ${IMAGE_TOWER_FORMAT}`,
      `format ${shown(json.format)}; export the tower again with this version`,
    );
  const { success, data, error } = imageTowerMetadata.safeParse(json);
  if (!success) throw refuse("the metadata of an image tower", z.prettifyError(error));
  return data;
}

function refuse(expected: string, got: string): RangeError {
  return new RangeError(`readImageTowerMetadata: expected ${expected}, got ${got}`);
}

/** JSON of what a file says, cut. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "none").slice(0, 80);
}

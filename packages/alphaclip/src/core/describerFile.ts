import { readOnnxMetadata } from "@flawlens/onnx";
import { z } from "zod";

import { alphaInput } from "./alphaInput.ts";
import { readImageTowerMetadata } from "./imageTowerMetadata.ts";
import type { ImageTowerMetadata } from "./imageTowerMetadata.ts";
import type { RegionEmbedder } from "./regionEmbedder.ts";
import { resizeBicubic } from "./resizeBicubic.ts";

/** The key of an ONNX file's metadata under which `exportDescriber` keeps descriptions and their embeddings. */
export const DESCRIPTIONS_KEY = "flawlens.descriptions";

/** Bounded, because whoever opens a file makes room for what it says. */
const descriptionsOf = z.object({
  descriptions: z.array(z.string().max(1000)).min(1).max(100_000),
  embeddings: z.base64(),
});

/** What an exported describer holds beside its graph. */
export interface DescriberFile {
  metadata: ImageTowerMetadata;
  /** The texts to choose from, in order. */
  descriptions: string[];
  /** Their embeddings, of Euclidean length 1. */
  embeddings: Float32Array[];
}

/**
 * Reads a describer that `exportDescriber` wrote, and checks that the file is whole.
 *
 * @param bytes - A whole `.onnx` file.
 * @throws {RangeError} As `readImageTowerMetadata` does, and if the file has no descriptions or its embeddings have not
 *   length 1.
 *
 * @example
 * (await openDescriber(await readFile("describer.onnx"))).descriptions;
 */
export async function openDescriber(bytes: Uint8Array): Promise<DescriberFile> {
  const metadata = await readImageTowerMetadata(bytes);
  const { [DESCRIPTIONS_KEY]: text } = readOnnxMetadata(bytes);
  if (text === undefined || !metadata.unitLength)
    throw refuse("a describer with its descriptions", "an image tower alone");
  const { success, data, error } = descriptionsOf.safeParse(jsonOf(text));
  if (!success) throw refuse("descriptions with their embeddings", z.prettifyError(error));
  const { descriptions } = data;
  const values = numbersOf(data.embeddings);
  if (values.length !== descriptions.length * metadata.embedding)
    throw refuse(
      `${descriptions.length} x ${metadata.embedding} numbers of embeddings`,
      `${values.length}`,
    );
  const embeddings = descriptions.map((_, i) =>
    values.slice(i * metadata.embedding, (i + 1) * metadata.embedding),
  );
  for (const [i, embedding] of embeddings.entries())
    if (!(Math.abs(Math.hypot(...embedding) - 1) < 1e-3))
      throw refuse("embeddings of length 1", `another of ${JSON.stringify(descriptions[i])}`);
  return { metadata, descriptions, embeddings };
}

/**
 * Runs the graph of a describer for one region.
 *
 * @param images - `[1, size, size, 3]`, RGB.
 * @param alphas - `[1, size, size, 1]`.
 * @returns The file's output `embeddings`, `[1, embedding]`.
 */
export type RunDescriber = (images: Uint8Array, alphas: Float32Array) => Promise<Float32Array>;

/**
 * A describer file as `describe`, `describeRegions` and `explainRegions` take it, on any ONNX runtime. Regions are
 * computed one after the other: several at once are not faster, and take more memory.
 */
export function describerEmbedder(
  { metadata, descriptions, embeddings }: DescriberFile,
  run: RunDescriber,
): RegionEmbedder {
  const known = new Map(descriptions.map((text, i) => [text, embeddings[i]]));
  return {
    embedTexts: async (texts) =>
      texts.map((text) => {
        const embedding = known.get(text);
        if (embedding) return embedding;
        throw new RangeError(
          `describerEmbedder: expected one of the ${descriptions.length} descriptions of the file, got ${JSON.stringify(text)}; export the describer with it`,
        );
      }),
    async embedRegions(image, masks) {
      const { imageSize: size, embedding } = metadata;
      const pixels = resizeBicubic(image, size);
      const rows: Float32Array[] = [];
      for (const mask of masks) {
        const row = await run(pixels, alphaInput(mask, size));
        if (row.length !== embedding)
          throw new RangeError(
            `describerEmbedder: expected an embedding of ${embedding} numbers from the file, got ${row.length}`,
          );
        rows.push(row.slice());
      }
      return rows;
    },
  };
}

/** The value that a text of JSON stands for; undefined where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The float32 numbers, little-endian, that a text of base64 holds. */
function numbersOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) =>
    view.getFloat32(4 * i, true),
  );
}

function refuse(expected: string, got: string): RangeError {
  return new RangeError(`openDescriber: expected ${expected}, got ${got}; export it again`);
}

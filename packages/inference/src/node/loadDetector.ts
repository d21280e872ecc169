import { decodeImage, readImage } from "@flawlens/datasets";
import { checkGraph } from "../run/_checkGraph.ts";
import { createDetector } from "../run/createDetector.ts";
import type { Detector } from "../run/detector.ts";
import { openDetectorFile } from "../openDetectorFile.ts";
import { openSession, type LoadOptions } from "./openSession.ts";
import { readFile } from "./_readFile.ts";

/** What Node takes as an image beside pixels: the name of a file, or its bytes. PNG, JPEG, WebP, TIFF, BMP, GIF or AVIF. */
export type NodeImage = string | Uint8Array;

/**
 * Loads a detector file on ONNX Runtime.
 *
 * @param source - A `.onnx` that `flawlens train` or `exportDetector` wrote: its name, or its bytes.
 * @throws {RangeError} If the file is missing, no regular file, truncated, damaged (it differs from its
 *   checksum, or has none), not an ONNX model, not a FlawLens detector, of another format version, reads a
 *   second file, its graph does not fit its metadata, or a provider cannot be had.
 * @throws {Error} If neither onnxruntime-node nor onnxruntime-web loads; says what to install.
 *
 * @example
 * const detector = await loadDetector("detector.onnx");
 * for await (const prediction of detector.predict(["part.png"])) console.log(prediction.explanation);
 */
export async function loadDetector(
  source: string | Uint8Array,
  options: LoadOptions = {},
): Promise<Detector<NodeImage>> {
  const name = typeof source === "string" ? source : "the bytes";
  const file = await openDetectorFile(
    typeof source === "string" ? await readFile(source) : source,
    name,
  );
  const session = await openSession(file.bytes, options, name);
  checkGraph(name, file.metadata, session);
  return createDetector({
    metadata: file.metadata,
    session,
    read: (image: NodeImage, sizeOf) =>
      typeof image === "string" ? readImage(image, { sizeOf }) : decodeImage(image, { sizeOf }),
    validation: file.validation,
  });
}

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { externalLocations, readOnnxMetadata, verifyChecksum } from "@flawlens/onnx";
import { parseDetectorMetadata } from "./core/detectorMetadata.ts";
import type { DetectorMetadata } from "./core/detectorMetadata.ts";
import { shown } from "./core/_shown.ts";

/** A detector's file that is whole, as it was written. */
export interface DetectorFile {
  bytes: Uint8Array;
  metadata: DetectorMetadata;
}

/**
 * Reads a detector's file and checks that it is one, undamaged, and reads no other file.
 *
 * @throws {RangeError} If it is not; the message names the file.
 */
export async function readDetectorFile(file: string): Promise<DetectorFile> {
  const bytes = await readRegular(file);
  try {
    return { bytes, metadata: await checked(bytes) };
  } catch (cause) {
    throw new RangeError(`loadDetector: cannot use ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function checked(bytes: Uint8Array): Promise<DetectorMetadata> {
  const { flawlens } = readOnnxMetadata(bytes);
  const state = await verifyChecksum(bytes);
  if (state === "damaged")
    throw new RangeError(
      "expected the bytes that its checksum is of, got others: the file is damaged; copy or export it again",
    );
  if (flawlens === undefined)
    throw new RangeError(
      "expected a FlawLens detector, got an ONNX model without the metadata key flawlens; " +
        "write one with exportDetector",
    );
  const metadata = parseDetectorMetadata(flawlens);
  const elsewhere = externalLocations(bytes);
  if (elsewhere.length > 0)
    throw new RangeError(
      `expected a detector that is whole in one file, got one that reads ${shown(elsewhere)} beside it; ` +
        "export it again as one file",
    );
  if (state === "none")
    throw new RangeError(
      "expected the checksum that exportDetector stores with a detector, got none, so that damage could not be " +
        "noticed; export it again, or store withChecksum(bytes) of @flawlens/onnx if the file is right as it is",
    );
  return metadata;
}

// A pipe is opened at once and refused by its kind. Windows does not know the flag.
const readWithoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function readRegular(file: string): Promise<Uint8Array> {
  const refuse = (got: string, cause?: unknown) =>
    new RangeError(`loadDetector: expected a file to read at ${file}, got ${got}`, { cause });
  const failed = (cause: NodeJS.ErrnoException): never => {
    throw refuse(cause.code ?? cause.message, cause);
  };
  const handle = await open(file, readWithoutWaiting).catch(failed);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw refuse(stats.isDirectory() ? "a folder" : "a pipe or a device");
    return await handle.readFile().catch(failed);
  } finally {
    await handle.close();
  }
}

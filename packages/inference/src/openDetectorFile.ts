import { externalLocations, readOnnxMetadata, verifyChecksum } from "@flawlens/onnx";
import { parseDetectorMetadata } from "./metadata/parseDetectorMetadata.ts";
import type { DetectorMetadata } from "./core/detectorMetadata.ts";
import { parseValidationScores, validationKey } from "./metadata/parseValidationScores.ts";
import type { ValidationScores } from "./core/validationScores.ts";
import { shown } from "./metadata/_shown.ts";

/** A detector's file that is whole, as it was written. */
export interface DetectorFile {
  bytes: Uint8Array;
  metadata: DetectorMetadata;
  /** Reads the validation scores that it holds. */
  validation(): ValidationScores | null;
}

/**
 * Checks that bytes are a detector's file, undamaged, that reads no other file, and reads what it says of itself.
 * Nothing is run.
 *
 * @param name - How the file is called in errors; default "the bytes".
 * @throws {RangeError} If it is not.
 * @throws {Error} If the runtime has no WebCrypto: a web page has it by https or on localhost.
 */
export async function openDetectorFile(
  bytes: Uint8Array,
  name = "the bytes",
): Promise<DetectorFile> {
  try {
    return await checked(bytes);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause; // no WebCrypto: it is not the file's fault
    throw new RangeError(`loadDetector: cannot use ${name}: ${cause.message}`, { cause });
  }
}

async function checked(bytes: Uint8Array): Promise<DetectorFile> {
  const texts = readOnnxMetadata(bytes);
  const state = await verifyChecksum(bytes);
  if (state === "damaged")
    throw new RangeError(
      "expected the bytes that its checksum is of, got others: the file is damaged; copy or export it again",
    );
  if (texts.flawlens === undefined)
    throw new RangeError(
      "expected a FlawLens detector, got an ONNX model without the metadata key flawlens; " +
        "write one with exportDetector",
    );
  const metadata = parseDetectorMetadata(texts.flawlens);
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
  const scores = texts[validationKey];
  return {
    bytes,
    metadata,
    validation: () => (scores === undefined ? null : parseValidationScores(scores, metadata)),
  };
}

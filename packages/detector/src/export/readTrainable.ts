import type { StoredTensors } from "@flawlens/backbones";
import type { DetectorMetadata, TrainablePart } from "@flawlens/inference/core";
import { parseDetectorMetadata } from "@flawlens/inference/metadata";
import { byteSource, openInitializers, readOnnxMetadata } from "@flawlens/onnx";

/** The part of a detector's file that can be trained further. */
export interface ReadTrainable {
  metadata: DetectorMetadata & { trainable: TrainablePart };
  /** Its weights by name, in the layout of checkpoints: `loadParams` takes them. */
  tensors: StoredTensors;
}

/**
 * Reads the part of a detector's file that can be trained further. What the part is made of is not checked against its
 * settings: its method does that.
 *
 * @param bytes - A whole detector file, which `exportDetector` wrote of a detector with a trainable part.
 * @throws {RangeError} If it is no detector's file, has no such part, or a weight of it is not float32.
 *
 * @example
 * const { metadata, tensors } = await readTrainable(await readFile("detector.onnx"));
 */
export async function readTrainable(bytes: Uint8Array): Promise<ReadTrainable> {
  const { trainable, ...metadata } = parseDetectorMetadata(readOnnxMetadata(bytes).flawlens);
  if (!trainable)
    throw new RangeError(
      "readTrainable: expected a detector with a part that can be trained further, got one without; export it " +
        "again with this version, of a method that has such a part and without tiles",
    );
  const { initializers, read } = await openInitializers(byteSource(bytes), {
    context: "readTrainable",
  });
  const tensors: StoredTensors = {};
  for (const [name, { type, dims }] of initializers) {
    if (!name.startsWith(trainable.prefix)) continue;
    if (type !== "float32")
      throw new RangeError(`readTrainable: expected float32 in ${name}, got ${type}`);
    const { data } = await read(name);
    tensors[name] = { dtype: "F32", shape: [...dims], data: new Float32Array(data.buffer) };
  }
  return { metadata: { ...metadata, trainable }, tensors };
}

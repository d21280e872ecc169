import { RemoteError } from "@flawlens/datasets";
import { workAhead } from "@flawlens/inference";
import type { Detector, LookOptions, NodeImage, Prediction } from "@flawlens/inference";
import type { ImageInput } from "./imageInput.ts";

/** What became of one image: a prediction, or the reason why there is none. */
export type Scored = { input: ImageInput } & (
  | {
      prediction: Prediction;
      /** The time for reading the image, scoring it and finding its regions. */
      milliseconds: number;
    }
  | {
      unread: string;
      /** Whether it may be readable at another time, as where a server did not answer. */
      passing: boolean;
    }
);

/** The part of a detector that scores images. */
export type Scorer = Pick<Detector<NodeImage>, "predictImage" | "read">;

/**
 * Scores images in the order they come, while the next ones are read. An image that cannot be read does not end it.
 * Memory does not grow with their number.
 *
 * @param inputs - May be endless, as a watched folder is.
 * @param options - `signal`: ends it before the next image. `ahead`: how many images are read ahead. `look`: where and
 *   in what tiles to look.
 * @throws The signal's reason, what `inputs` throw, and what the detector throws.
 */
export async function* scoreInputs(
  detector: Scorer,
  inputs: AsyncIterable<ImageInput>,
  {
    signal,
    ahead = 4,
    look = {},
  }: { signal?: AbortSignal; ahead?: number; look?: LookOptions } = {},
): AsyncGenerator<Scored, void> {
  const read = async (input: ImageInput) => {
    const start = performance.now();
    const image = await detector.read(input.path, look).catch((error: Error) => error);
    return { input, image, reading: performance.now() - start };
  };
  for await (const { input, image, reading } of workAhead(inputs, read, ahead)) {
    signal?.throwIfAborted();
    if (image instanceof Error) {
      const passing = image.cause instanceof RemoteError && image.cause.passing;
      yield { input, unread: image.message, passing };
      continue;
    }
    const start = performance.now();
    const prediction = await detector.predictImage(image, look);
    void prediction.explanation; // computed with the regions when first read, which is part of the time
    yield { input, prediction, milliseconds: reading + performance.now() - start };
  }
  signal?.throwIfAborted();
}

import { placeIn } from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import type { ImageInput } from "./imageInput.ts";

/** The images of samples, in their order. */
// eslint-disable-next-line typescript/require-await -- an iterator that does not wait is one too
export async function* sampleInputs(
  { root }: Pick<Manifest, "root">,
  samples: readonly Sample[],
): AsyncGenerator<ImageInput, void> {
  for (const { image } of samples)
    yield { path: placeIn(root, image), name: image.split("/").filter(isPlain).join("/") };
}

/** A name never leads upwards, also where files outside of the root are allowed. */
const isPlain = (part: string): boolean => !["", ".", ".."].includes(part);

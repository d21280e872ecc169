import { placeIn, readImage, readSampleMask } from "@flawlens/datasets";
import type { Image, Manifest, Mask, Sample } from "@flawlens/datasets";
import { cutFrame, framesOf, insideSize } from "@flawlens/inference/images";
import type { Framing } from "@flawlens/inference/images";
import type { ProtocolFields } from "@flawlens/sampling";
import type { ImageSource } from "./imageSource.ts";
import { keptImages } from "./_keptImages.ts";
import { asPlanted } from "./_asPlanted.ts";

/** How samples are read. */
export interface SamplesSourceOptions {
  /** Pixels of the images: the detector's `inputSize`. */
  size: { height: number; width: number };
  /** Memory for decoded images; default 512 MiB. The rest is read again each time. */
  keepBytes?: number;
  /** How images are brought to that size: stretched (the default), or whole with their borders repeated around them. */
  framing?: Exclude<Framing, { mode: "tiles" }>;
  /** Quality of the JPEG that contaminants are saved as; default 95, `null` leaves it out. */
  contaminantQuality?: number | null;
}

/**
 * Samples of a manifest as images. Those that `contaminate` planted go through their noise, and through JPEG as
 * the released protocol saves them. What has been read is kept while it fits, so that training decodes a small
 * data set once.
 *
 * @param manifest - The manifest of the samples, used for its root and the threshold of its masks.
 * @param samples - Which of its samples; default all.
 *
 * @example
 * const train = manifest.samples.filter(({ split }) => split === "train");
 * const source = samplesSource(manifest, train, { size: detector.inputSize });
 */
export function samplesSource<S extends Sample & Pick<ProtocolFields, "noise">>(
  manifest: Pick<Manifest, "root" | "maskThreshold">,
  samples: readonly S[],
  { size, keepBytes, framing = { mode: "stretch" }, contaminantQuality = 95 }: SamplesSourceOptions,
): ImageSource<S> {
  const options = { size, framing, quality: contaminantQuality };
  return {
    samples,
    read: keptImages((index) => readOne(manifest.root, samples[index], options), {
      imageBytes: size.height * size.width * 3,
      keepBytes,
    }),
    readMask: (index) =>
      framing.mode === "stretch"
        ? readSampleMask(manifest, samples[index], { ...size })
        : letterboxedMask(manifest, samples[index], size),
  };
}

async function readOne(
  root: string,
  { image, noise }: Pick<Sample, "image"> & Pick<ProtocolFields, "noise">,
  { size, framing, quality }: { size: Size; framing: Framing; quality: number | null },
): Promise<Image> {
  const file = placeIn(root, image);
  const clean =
    framing.mode === "stretch"
      ? await readImage(file, { ...size })
      : letterboxed(await readImage(file, { sizeOf: (own) => insideSize(own, size) }), size);
  return asPlanted(clean, noise, quality);
}

interface Size {
  height: number;
  width: number;
}

function letterboxed(image: Image, size: Size): Image {
  const framing = { mode: "letterbox" } as const;
  const [frame] = framesOf(image.original, framing, size);
  const data = cutFrame(image, frame, { framing, input: size });
  return { data, ...size, channels: 3, original: image.original };
}

/** A mask beside which nothing is anomalous: what is repeated there is the image's border. */
async function letterboxedMask(
  manifest: Pick<Manifest, "root" | "maskThreshold">,
  sample: Sample,
  size: Size,
): Promise<Mask | null> {
  const whole = await readSampleMask(manifest, sample);
  if (!whole) return null;
  const inside = await readSampleMask(manifest, sample, { ...insideSize(whole, size) });
  const { height, width, data } = inside as Mask;
  const [top, left] = [size.height - height, size.width - width].map((rest) => rest >> 1);
  const mask = new Uint8Array(size.height * size.width);
  for (let y = 0; y < height; y++)
    mask.set(data.subarray(y * width, (y + 1) * width), (y + top) * size.width + left);
  return { data: mask, ...size };
}

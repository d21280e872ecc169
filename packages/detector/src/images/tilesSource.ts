import { placeIn, readImage, readSampleMask } from "@flawlens/datasets";
import type { Image, Manifest, Mask, Sample } from "@flawlens/datasets";
import { cutFrame, framesOf } from "@flawlens/inference/images";
import type { Frame, Tiling } from "@flawlens/inference/images";
import { randomStream } from "@flawlens/sampling";
import type { ProtocolFields } from "@flawlens/sampling";
import { asPlanted } from "./_asPlanted.ts";
import type { ImageSource } from "./imageSource.ts";
import { keptImages } from "./_keptImages.ts";
import type { SamplesSourceOptions } from "./samplesSource.ts";

/** How tiles of samples are read. */
export interface TilesSourceOptions extends Omit<SamplesSourceOptions, "framing"> {
  tiling: Tiling;
  /** Tiles of each image; default 4. */
  perImage?: number;
}

/**
 * Tiles of the samples of a manifest, some of each image, as {@link samplesSource} gives images: to train a detector
 * that looks at large images in tiles. Which tiles does not change from one reading to the next. Tiles of normal images are
 * spread over the image at random; those of a known anomaly are the ones that show most of its mask. An image is decoded
 * once for tiles that are read one after the other, and for all of its tiles where they are kept (`keepBytes`): the
 * last whole image is held, and those of which a tile is being read.
 *
 * @returns A source with each sample `perImage` times.
 * @throws {RangeError} When an anomalous image without a mask is read: nobody knows which of its tiles show it.
 *
 * @example
 * const source = tilesSource(manifest, train, { size, tiling: { size: 512, overlap: 64 } });
 */
export function tilesSource<S extends Sample & Pick<ProtocolFields, "noise">>(
  manifest: Pick<Manifest, "root" | "maskThreshold">,
  samples: readonly S[],
  { size, tiling, perImage = 4, keepBytes, contaminantQuality = 95 }: TilesSourceOptions,
): ImageSource<S> {
  const framing = { mode: "tiles", ...tiling } as const;
  const repeated = samples.flatMap((sample) => Array<S>(perImage).fill(sample));

  async function chosen(
    index: number,
    image: { height: number; width: number },
    known?: Mask,
  ): Promise<Frame> {
    const sample = repeated[index];
    const frames = framesOf(image, framing, size);
    const turn = index % perImage;
    if (sample.label !== 1) {
      const within = randomStream(index + 1)();
      return frames[Math.floor(((turn + within) * frames.length) / perImage)];
    }
    const mask = known ?? (await readSampleMask(manifest, sample));
    if (!mask)
      throw new RangeError(
        `tilesSource: expected a mask of ${sample.id}, which tells the tiles that show its defect, got none; ` +
          "leave it out of training, or train without tiles",
      );
    const showing = frames
      .map((frame) => ({ frame, pixels: anomalousPixels(mask, frame) }))
      .filter(({ pixels }) => pixels > 0)
      .sort((a, b) => b.pixels - a.pixels);
    return (showing[Math.min(turn, showing.length - 1)] ?? { frame: frames[0] }).frame;
  }

  const readWhole = lastKept(async (sample: S) => {
    const image = await readImage(placeIn(manifest.root, sample.image));
    return asPlanted(image, sample.noise, contaminantQuality);
  });

  async function readTile(index: number): Promise<Image> {
    const whole = await readWhole(repeated[index]);
    const frame = await chosen(index, whole);
    const data = cutFrame(whole, frame, { framing, input: size });
    const original = { height: frame.height, width: frame.width };
    return { data, ...size, channels: 3, original };
  }

  return {
    samples: repeated,
    read: keptImages(readTile, {
      imageBytes: size.height * size.width * 3,
      keepBytes,
      perFile: perImage,
    }),
    async readMask(index) {
      const mask = await readSampleMask(manifest, repeated[index]);
      return mask && cutMask(mask, await chosen(index, mask, mask), size);
    },
  };
}

/** Keeps what was read last, unless it failed, for whoever asks for it again. */
function lastKept<Key, Value>(read: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  let last: { key: Key; value: Promise<Value> } | undefined;
  return (key) => {
    if (last?.key === key) return last.value;
    const own = { key, value: read(key) };
    last = own;
    own.value.catch(() => {
      if (last === own) last = undefined;
    });
    return own.value;
  };
}

function anomalousPixels({ data, height, width }: Mask, frame: Frame): number {
  let count = 0;
  for (let y = Math.max(0, frame.y); y < Math.min(height, frame.y + frame.height); y++)
    for (let x = Math.max(0, frame.x); x < Math.min(width, frame.x + frame.width); x++)
      count += data[y * width + x];
  return count;
}

/** A part of a mask at a size, by the nearest pixels; nothing is anomalous beyond the image. */
function cutMask(
  { data, height, width }: Mask,
  frame: Frame,
  size: { height: number; width: number },
): Mask {
  const out = new Uint8Array(size.height * size.width);
  for (let i = 0; i < size.height; i++) {
    const y = frame.y + Math.floor(((i + 0.5) * frame.height) / size.height);
    for (let j = 0; j < size.width; j++) {
      const x = frame.x + Math.floor(((j + 0.5) * frame.width) / size.width);
      if (y >= 0 && y < height && x >= 0 && x < width)
        out[i * size.width + j] = data[y * width + x];
    }
  }
  return { data: out, ...size };
}

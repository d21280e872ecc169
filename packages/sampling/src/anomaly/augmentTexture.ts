import type { Random } from "../randomStream.ts";
import { shuffle } from "../shuffle.ts";
import { checkForeground, checkTexture } from "./_checkImage.ts";
import type { PixelImage, PixelMask } from "./pixelImage.ts";
import { type TextureOperation, textureOperations } from "./textureOperations.ts";

/**
 * Changes a texture as DRAEM does before it is pasted as an anomaly: distinct operations are drawn at
 * random, every choice and order being equally likely, and applied one after the other.
 *
 * @param texture - 8-bit RGB; not changed.
 * @param options.operations - The operations to choose from. Default: the ten of `textureOperations`.
 * @param options.count - How many of them are applied. Default: 3.
 * @param options.mask - The pixels that are needed, of the texture's size. Only they are computed, which
 *   takes less time; the others are undefined.
 * @throws {RangeError} If the texture is not RGB, or there are fewer operations than `count`.
 * @throws {TypeError} If it is not of 8 bits.
 *
 * @example
 * augmentTexture(texture, { random, operations: Object.values(textureOperations), count: 3 });
 */
export function augmentTexture(
  texture: PixelImage,
  {
    random,
    operations = TEN,
    count = 3,
    mask,
  }: {
    random: Random;
    operations?: readonly TextureOperation[];
    count?: number;
    mask?: PixelMask;
  },
): PixelImage & { data: Uint8Array } {
  checkTexture("augmentTexture", texture);
  if (!Number.isSafeInteger(count) || count < 0 || count > operations.length)
    throw new RangeError(
      `augmentTexture: expected a count from 0 to ${operations.length}, the number of operations, got ${count}`,
    );
  if (mask) checkForeground("augmentTexture", mask, texture);
  const drawn = shuffle(operations, random).slice(0, count);
  const whole = mask ? drawn.findLastIndex((change) => !change.pointwise) + 1 : count;
  const changed = drawn.slice(0, whole).reduce(apply, texture);
  if (!mask || whole === count || !mask.data.includes(1)) return changed;
  return scatter(drawn.slice(whole).reduce(apply, gather(changed, mask)), mask);

  function apply(image: Texture, change: TextureOperation): Texture {
    return change(image, { random });
  }
}

type Texture = PixelImage & { data: Uint8Array };

/** The pixels of the mask as an image of one row. */
function gather({ data }: Texture, mask: PixelMask): Texture {
  const kept = new Uint8Array(data.length);
  let size = 0;
  for (let pixel = 0; pixel < mask.data.length; pixel++)
    if (mask.data[pixel] !== 0) for (let c = 0; c < 3; c++) kept[size++] = data[3 * pixel + c];
  return { data: kept.subarray(0, size), height: 1, width: size / 3, channels: 3 };
}

/** An image with these pixels on the mask, black elsewhere. */
function scatter({ data }: Texture, { data: mask, height, width }: PixelMask): Texture {
  const image = new Uint8Array(3 * height * width);
  let at = 0;
  for (let pixel = 0; pixel < mask.length; pixel++)
    if (mask[pixel] !== 0) for (let c = 0; c < 3; c++) image[3 * pixel + c] = data[at++];
  return { data: image, height, width, channels: 3 };
}

const TEN: readonly TextureOperation[] = Object.values(textureOperations);

import type { Random } from "../randomStream.ts";
import { shuffle } from "../shuffle.ts";
import { checkTexture } from "./_checkImage.ts";
import type { PixelImage } from "./pixelImage.ts";
import { type TextureOperation, textureOperations } from "./textureOperations.ts";

/**
 * A texture as DRAEM changes it before it becomes an anomaly: distinct operations drawn at random,
 * every choice and order as likely, one after the other.
 *
 * @param texture - 8-bit RGB; not changed.
 * @param options.operations - Drawn from; default the ten of `textureOperations`.
 * @param options.count - How many are applied; default 3.
 * @throws {RangeError} If the texture is not RGB, or there are less operations than `count`.
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
  }: { random: Random; operations?: readonly TextureOperation[]; count?: number },
): PixelImage & { data: Uint8Array } {
  checkTexture("augmentTexture", texture);
  if (!Number.isSafeInteger(count) || count < 0 || count > operations.length)
    throw new RangeError(
      `augmentTexture: expected a count from 0 to ${operations.length}, the number of operations, got ${count}`,
    );
  let changed: PixelImage & { data: Uint8Array } = texture;
  for (const change of shuffle(operations, random).slice(0, count))
    changed = change(changed, { random });
  return changed;
}

const TEN: readonly TextureOperation[] = Object.values(textureOperations);

import { type RandomStream, randomStream } from "../randomStream.ts";

/**
 * A stream of a category's own: what it draws does not depend on which other categories
 * there are. The name goes in by FNV-1a of its UTF-16 units.
 */
export function categoryStream(seed: number, category: string): RandomStream {
  const base = Math.floor(randomStream(seed)() * 2 ** 53);
  let hash = 0x811c9dc5;
  for (let i = 0; i < category.length; i++)
    hash = Math.imul(hash ^ category.charCodeAt(i), 0x01000193);
  const high = Math.floor(base / 2 ** 32);
  return randomStream(high * 2 ** 32 + ((base ^ hash) >>> 0));
}

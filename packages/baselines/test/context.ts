import type { ImageSource, MethodContext } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";

/** What a method gets to work with: images of a size as `source` makes them, and no weights. */
export function contextOf(
  source: ImageSource,
  { seed = 1, ...changes }: { seed?: number } & Partial<MethodContext> = {},
): MethodContext & { sizes: unknown[] } {
  const sizes: unknown[] = [];
  return {
    types: [],
    images(side, size) {
      sizes.push(size);
      if (side !== "train") throw new Error("expected the train side alone");
      return source;
    },
    cleanNormals: source.samples.length,
    random: randomStream(seed),
    weights: async () => null,
    note: () => {},
    sizes,
    ...changes,
  };
}

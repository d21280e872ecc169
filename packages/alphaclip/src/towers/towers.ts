import type { ParamSpec, Params, Preprocessing } from "@flawlens/backbones";
import type { RandomStream } from "@flawlens/sampling";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** What makes embeddings of regions: a value, so that any object of this shape fits. */
export interface ImageTower {
  name: string;
  /** Side of its images, in pixels; image and mask are squashed to it alike. */
  imageSize: number;
  /** How images in [0, 1] are prepared for it. */
  preprocessing: Pick<Preprocessing, "mean" | "std">;
  /** Numbers in an embedding. */
  embedding: number;
  /** Its parameters; training moves those that are `trainable`. */
  spec: ParamSpec[];
  /** The weight by which the mask enters: fine-tuning has a step size of its own for it. */
  alphaWeight: string;
  /** Entries of the spec that `updates` replaces in training; default none. */
  running?: readonly string[];
  /**
   * Embeddings of any length of `[N, size, size, 3]` prepared images, N regions `[N, size, size, 1]`
   * as `alphaInput` makes them. One image may come with several regions.
   */
  embed(
    params: Params,
    images: Tensor4D,
    alphas: Tensor4D,
    options?: EmbedOptions,
  ): { embeddings: Tensor2D; updates?: Params };
}

export interface EmbedOptions {
  /** Given in training: the source of chance for dropout; batch statistics may be used. */
  training?: { random: RandomStream };
}

/** What makes embeddings of texts. */
export interface TextTower {
  name: string;
  /** Numbers in an embedding: as the image tower's. */
  embedding: number;
  /** Its parameters; a tower of which none is `trainable` is computed once a text. */
  spec: ParamSpec[];
  /** `[N, T]` ids; a text that is too long is cut, with a warning. */
  tokenize(texts: readonly string[]): { ids: Int32Array; shape: [texts: number, length: number] };
  /** Embeddings of any length of `[N, T]` int32 ids. */
  embed(params: Params, ids: Tensor2D): Tensor2D;
}

/** The two towers of a model, whose parameters share one record. */
export interface Towers {
  image: ImageTower;
  text: TextTower;
}

/**
 * The entries of both towers.
 *
 * @throws {RangeError} If a name is in both, or their embeddings differ in size.
 */
export function towersSpec({ image, text }: Towers): ParamSpec[] {
  const names = new Set(image.spec.map(({ name }) => name));
  const twice = text.spec.find(({ name }) => names.has(name));
  if (twice)
    throw new RangeError(
      `towersSpec: expected names of their own in ${image.name} and ${text.name}, got ${twice.name} in both`,
    );
  if (image.embedding !== text.embedding)
    throw new RangeError(
      `towersSpec: expected embeddings of one size, got ${image.embedding} of ${image.name} and ${text.embedding} of ${text.name}`,
    );
  return [...image.spec, ...text.spec];
}

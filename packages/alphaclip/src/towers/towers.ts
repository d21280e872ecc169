import type { ParamSpec, Params, Preprocessing } from "@flawlens/backbones";
import type { RandomStream } from "@flawlens/sampling";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** A network that embeds regions of images, as a value: any object of this shape is one. */
export interface ImageTower {
  name: string;
  /** Width and height of its images in pixels; images and masks are resized to this square. */
  imageSize: number;
  /** How images in [0, 1] are normalised for it. */
  preprocessing: Pick<Preprocessing, "mean" | "std">;
  /** Length of an embedding. */
  embedding: number;
  /** Names and shapes of its parameters; training changes those that are `trainable`. */
  spec: ParamSpec[];
  /** Name of the weight by which the mask enters, which has a learning rate of its own. */
  alphaWeight: string;
  /** Names of the parameters that `updates` replaces in training, such as running statistics; default none. */
  running?: readonly string[];
  /**
   * Embeds N regions. Embeddings need not have Euclidean length 1.
   *
   * @param images - `[N, size, size, 3]`, normalised; or one image, `[1, size, size, 3]`, of all regions.
   * @param alphas - `[N, size, size, 1]`, the regions as `alphaInput` makes them.
   */
  embed(
    params: Params,
    images: Tensor4D,
    alphas: Tensor4D,
    options?: EmbedOptions,
  ): { embeddings: Tensor2D; updates?: Params };
}

export interface EmbedOptions {
  /** Set in training only: the source of randomness for dropout; statistics of the batch may be used. */
  training?: { random: RandomStream };
}

/** A network that embeds texts, as a value. */
export interface TextTower {
  name: string;
  /** Length of an embedding, the same as the image tower's. */
  embedding: number;
  /** Names and shapes of its parameters. Where none is `trainable`, each text is embedded once. */
  spec: ParamSpec[];
  /** Ids of N texts, `[N, T]` row by row; a text that is too long is cut, with a warning. */
  tokenize(texts: readonly string[]): { ids: Int32Array; shape: [texts: number, length: number] };
  /** Embeds `[N, T]` int32 ids as `[N, embedding]`; embeddings need not have Euclidean length 1. */
  embed(params: Params, ids: Tensor2D): Tensor2D;
}

/** The two towers of a model. Their parameters are in one record. */
export interface Towers {
  image: ImageTower;
  text: TextTower;
}

/**
 * Names and shapes of the parameters of both towers.
 *
 * @throws {RangeError} If both towers have a parameter of the same name, or embeddings of different length.
 */
export function towersSpec({ image, text }: Towers): ParamSpec[] {
  const names = new Set(image.spec.map(({ name }) => name));
  const twice = text.spec.find(({ name }) => names.has(name));
  if (twice)
    throw new RangeError(
      `towersSpec: expected different names of parameters in ${image.name} and ${text.name}, got ${twice.name} in both`,
    );
  if (image.embedding !== text.embedding)
    throw new RangeError(
      `towersSpec: expected embeddings of the same length, got ${image.embedding} of ${image.name} and ${text.embedding} of ${text.name}`,
    );
  return [...image.spec, ...text.spec];
}

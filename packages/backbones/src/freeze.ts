import { findRuntime } from "@flawlens/onnx/runtime";
import { dispose, div } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";

import { foldBatchNorm } from "./foldBatchNorm.ts";
import { loadOptional } from "./loadOptional.ts";
import type { Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import { normalizeImages } from "./normalizeImages.ts";
import type { Preprocessing } from "./normalizeImages.ts";
import type { Params, ParamSpec } from "./params.ts";
import { runNetwork } from "./runNetwork.ts";

/** A function from images to features that is not a `Network`, such as CLIP's image tower. */
export interface FeatureFunction<Layer extends string = string> {
  name: string;
  preprocessing: Preprocessing;
  /** Its parameters; all must be given. Convolutions with `norm` are folded. */
  spec: readonly ParamSpec[];
  /** Computes the layers in TensorFlow.js operations. It must not read the value of a tensor. */
  features(params: Params, images: Tensor4D, layers: readonly Layer[]): Record<Layer, Tensor>;
}

/** Which layers are compiled, and for which images. */
export interface FreezeOptions<Layer extends string> {
  /** The layers that are computed. */
  layers: readonly Layer[];
  /** Height and width of the images, in pixels; default the network's usual size. */
  height?: number;
  width?: number;
  /**
   * `"float32"` (default): images prepared as the network asks. `"uint8"`: RGB bytes, which the
   * compiled graph divides by 255 and normalises itself.
   */
  input?: "float32" | "uint8";
  /** Threads of one run; default ONNX Runtime's choice, the physical cores. */
  threads?: number;
  /**
   * ONNX Runtime's execution providers, in order of preference. Default `["cpu", "wasm"]`: native code where it loads,
   * WebAssembly elsewhere; see `findRuntime` of `@flawlens/onnx/runtime`.
   */
  providers?: readonly string[];
}

/** The features of one layer for a batch. */
export interface FrozenFeatures {
  data: Float32Array;
  /** `[N, H, W, C]` for feature maps. */
  shape: number[];
}

/** A network compiled with its weights as constants. */
export interface FrozenExtractor<Layer extends string> {
  /**
   * Computes the features of a batch of any size.
   *
   * @param images - `[N, height, width, 3]`, row by row: of the type that `input` says.
   * @throws {RangeError} If the length is not a multiple of the length of one image.
   * @throws {TypeError} If the images are of the other type.
   * @throws {Error} After `release`.
   */
  extract(images: Float32Array | Uint8Array): Promise<Record<Layer, FrozenFeatures>>;
  /** Frees the memory; the extractor cannot be used afterwards. A second call does nothing. */
  release(): Promise<void>;
}

/**
 * Compiles layers of a network for images of one size, with its weights as constants, which ONNX Runtime
 * then packs once for this machine: several times faster than calling the same function. Batch
 * normalisations are folded. The parameters are not changed and not needed afterwards.
 *
 * @param backbone - A `Network`, or a function in the shape of `FeatureFunction`.
 * @param params - Its parameters up to the last layer asked for; may hold more.
 * @throws {RangeError} If a layer is unknown, a parameter missing, or a side is not a whole number.
 * @throws {Error} If `@flawlens/tfjs-backend-ort` is not installed, or neither `onnxruntime-node` nor
 *   `onnxruntime-web` loads. They are optional peers, loaded when this function is called.
 *
 * @example
 * const extractor = await freeze(resnet18Network, params, { layers: ["layer2", "layer3"], height: 256, width: 256 });
 * const { layer2 } = await extractor.extract(images); // layer2.shape: [N, 32, 32, 128]
 */
export async function freeze<Layer extends string>(
  backbone: Network<Layer> | FeatureFunction<Layer>,
  params: Params,
  options: FreezeOptions<Layer>,
): Promise<FrozenExtractor<Layer>> {
  const { layers, threads, providers, input = "float32" } = options;
  const { size } = backbone.preprocessing;
  const { height = size, width = size } = options;
  if (!layers.length) throw new RangeError("freeze: expected at least one layer, got none");
  for (const side of [height, width])
    if (!Number.isInteger(side) || side < 1)
      throw new RangeError(
        `freeze: expected whole numbers as height and width, got ${height} and ${width}`,
      );
  const bytes = await compiled(backbone, params, { ...options, height, width });
  const runtime = await findRuntime(providers, { caller: "freeze" });
  const session = await runtime.InferenceSession.create(bytes, {
    executionProviders: runtime.providers,
    graphOptimizationLevel: "all",
    interOpNumThreads: 1,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
  });
  const imageLength = height * width * 3;
  let released = false;
  return {
    async extract(images) {
      if (released)
        throw new Error(
          `extract: expected ${backbone.name} to be in memory, got an extractor after release(); freeze it again`,
        );
      const expected = input === "uint8" ? Uint8Array : Float32Array;
      if (!(images instanceof expected))
        throw new TypeError(
          `extract: expected a ${expected.name} as ${backbone.name} was frozen, got ${(images as object).constructor.name}`,
        );
      const count = images.length / imageLength;
      if (!Number.isInteger(count) || count === 0)
        throw new RangeError(
          `extract: expected N x ${height} x ${width} x 3 values for ${backbone.name}, got ${images.length}`,
        );
      const given = new runtime.Tensor(input, images as Float32Array, [count, height, width, 3]);
      const found = await session.run({ images: given });
      const features = layers.map((layer): [string, FrozenFeatures] => {
        const { data, dims } = found[layer];
        return [layer, { data: data as Float32Array, shape: [...dims] }];
      });
      return Object.fromEntries(features) as Record<Layer, FrozenFeatures>;
    },
    async release() {
      if (!released) await session.release();
      released = true;
    },
  };
}

/** The bytes of an ONNX model. */
async function compiled<Layer extends string>(
  backbone: Network<Layer> | FeatureFunction<Layer>,
  params: Params,
  options: FreezeOptions<Layer> & { height: number; width: number },
): Promise<Uint8Array> {
  const { layers, height, width, input = "float32" } = options;
  const { exportOnnx } = await loadOptional("freeze", () => import("@flawlens/tfjs-backend-ort"));
  const isNetwork = "layers" in backbone;
  const spec = isNetwork ? specOf(backbone, layers) : backbone.spec;
  const folded = await foldBatchNorm(spec, params);
  try {
    return await exportOnnx(
      ({ images }) => {
        const prepared = input === "uint8" ? prepare(images as Tensor4D, backbone) : images;
        const features = isNetwork
          ? runNetwork(backbone, folded, prepared as Tensor4D, { layers }).features
          : backbone.features(folded, prepared as Tensor4D, layers);
        return Object.fromEntries(layers.map((layer) => [layer, features[layer]]));
      },
      { images: { shape: ["batch", height, width, 3], dtype: input } },
    );
  } finally {
    const own = new Set(Object.values(params));
    dispose(Object.values(folded).filter((tensor) => !own.has(tensor)));
  }
}

function prepare(images: Tensor4D, { preprocessing }: { preprocessing: Preprocessing }): Tensor4D {
  return normalizeImages(div<Tensor4D>(images, 255), preprocessing);
}

/** The parameters up to the last of the layers. */
function specOf<Layer extends string>(
  network: Network<Layer>,
  layers: readonly Layer[],
): ParamSpec[] {
  const specs = layers.map((upTo) => networkSpec(network, { upTo }));
  return specs.reduce((longest, spec) => (spec.length > longest.length ? spec : longest));
}

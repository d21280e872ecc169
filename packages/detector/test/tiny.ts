import { convSpec, convolve, normalize } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { max, mean, tensor, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Detector } from "../src/detector.ts";
import { memorySource } from "../src/images/imageSource.ts";
import type { ImageSource, LabelledSample } from "../src/images/imageSource.ts";

/** Side of the tiny images, in pixels: four cells of 4 x 4. */
export const side = 8;
const norm = { name: "net.1", epsilon: 0 };
const spec = convSpec("net.0", { from: 3, to: 2, kernel: 4, norm });

/**
 * A detector to work by hand. Where m in [0, 1] is the mean shade of a cell of 4 x 4 pixels, the map of type
 * "bright" is 2m there and that of "dark" 1 - m; scores are the means of the maps. The extra output "peaks"
 * holds the highest cell of each map. A convolution and a batch normalisation compute it, so that there is
 * something to fold.
 */
export function tinyDetector(changes: Partial<Detector> = {}): Detector {
  return {
    method: "tiny",
    types: ["bright", "dark"],
    inputSize: { height: side, width: side },
    scoring: "mean of the map",
    extras: { peaks: ["brightPeak", "darkPeak"] },
    spec,
    params: tinyParams(),
    outputs(params, images) {
      const maps = tinyMaps(params, images);
      return {
        scores: mean(maps, [1, 2]) as Tensor2D,
        maps,
        extras: { peaks: max(maps, [1, 2]) as Tensor2D },
      };
    },
    ...changes,
  };
}

export function tinyMaps(params: Params, images: Tensor4D): Tensor4D {
  const x = convolve(params, "net.0", images, { stride: 4, pad: 0 });
  return normalize(params, "net.1", x, { epsilon: norm.epsilon });
}

/** The filters give m and -m; normalised by mean ±1/2 and deviation 1/2 they become 2m and 1 - m. */
function tinyParams(): Params {
  const one = 1 / (255 * 48);
  const weight = Array.from({ length: 48 }, () => [one, -one]).flat();
  return {
    "net.0.weight": tensor(weight, [4, 4, 3, 2]),
    "net.1.weight": tensor1d([1, 0.5]),
    "net.1.bias": tensor1d([1, 0.5]),
    "net.1.running_mean": tensor1d([0.5, -0.5]),
    "net.1.running_var": tensor1d([0.25, 0.25]),
  };
}

/** Four cells of one shade each, from the top left: 0 to 255. */
export function tinyImage(shades: readonly number[]): Image {
  const data = new Uint8Array(side * side * 3);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const cell = 2 * Math.floor(pixel / side / 4) + Math.floor((pixel % side) / 4);
    data.fill(shades[cell], 3 * pixel, 3 * pixel + 3);
  }
  const size = { height: side, width: side };
  return { data, ...size, channels: 3, original: size };
}

const types = { normal: [], bright: ["bright"], dark: ["dark"], unknown: [] };

/** Images by what they show: `[["normal", [100, 110, 105, 90]], ...]`. */
export function tinySource(
  images: readonly (readonly [keyof typeof types, readonly number[]])[] = someImages,
): ImageSource {
  return memorySource(
    images.map(([name, shades], i) => {
      const label: LabelledSample["label"] = name === "unknown" ? null : name === "normal" ? 0 : 1;
      return { id: `${name}-${i}`, label, defectTypes: types[name], image: tinyImage(shades) };
    }),
  );
}

const someImages = [
  ["normal", [100, 110, 105, 90]],
  ["normal", [120, 100, 95, 115]],
  ["normal", [130, 105, 100, 110]],
  ["bright", [250, 100, 120, 105]],
  ["dark", [110, 100, 10, 125]],
] as const;

/** Every value of an async iterator. */
export async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

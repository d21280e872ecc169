import { imageTensor } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import type { PixelMask, RandomStream } from "@flawlens/sampling";
import { tensor1d, tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor3D } from "@tensorflow/tfjs-core";
import type { Chosen } from "./_outlierList.ts";
import type { FewShot } from "./_readFewShot.ts";
import type { Adl } from "./createAdl.ts";
import type { FitAdlOptions } from "./fitAdl.ts";
import { rotateSome } from "./rotateSome.ts";

/** An image made ready for training. */
export interface Made {
  id: string;
  image: Image;
  mask: PixelMask | null;
  label: 0 | 1;
}

/** What samples are to be, for the loss. */
export interface SampleTensors {
  ids: string[];
  labels: Tensor1D;
  masks: Tensor3D;
  counted: Tensor1D;
}

/** Makes images of what was chosen: augmented, anomalous, as the recipe has it. */
export function sampleMaker(
  {
    nominal,
    augmentation = rotateSome,
    pseudo,
  }: Pick<FitAdlOptions, "nominal" | "augmentation" | "pseudo">,
  fewShot: readonly FewShot[],
) {
  const make = async ({ kind, index }: Chosen, random: RandomStream): Promise<Made> => {
    if (kind === "fewShot") return { ...fewShot[index], label: 1 };
    const { id } = nominal.samples[index];
    const image = augmentation(await nominal.read(index), random);
    if (kind === "nominal" || !pseudo) return { id, image, mask: null, label: 0 };
    return { id, ...pseudo(image, { random }) };
  };
  return {
    make,
    async batch(model: Adl, chosen: readonly Chosen[], random: RandomStream) {
      const streams = chosen.map(() => random.split());
      const made = await Promise.all(chosen.map((each, i) => make(each, streams[i])));
      const images = made.map(({ image }) => image);
      const input = imageTensor(images, model.inputSize, {
        idOf: (i) => made[i].id,
        caller: "adl",
      });
      return { input, ...targetTensors(model, made) };
    },
  };
}

/** Labels and masks; of what has no mask though anomalous, the mask does not count. */
export function targetTensors(
  { inputSize: { height, width } }: Adl,
  made: readonly Omit<Made, "image">[],
): SampleTensors {
  const masks = new Float32Array(made.length * height * width);
  for (const [i, { id, mask }] of made.entries()) {
    if (!mask) continue;
    if (mask.height !== height || mask.width !== width)
      throw new RangeError(
        `fitAdl: expected masks of ${height}x${width}, got ${mask.height}x${mask.width} of ${id}`,
      );
    masks.set(mask.data, i * height * width);
  }
  return {
    ids: made.map(({ id }) => id),
    labels: tensor1d(
      made.map(({ label }) => label),
      "float32",
    ),
    masks: tensor3d(masks, [made.length, height, width]),
    counted: tensor1d(
      made.map(({ label, mask }) => (label === 1 && !mask ? 0 : 1)),
      "float32",
    ),
  };
}

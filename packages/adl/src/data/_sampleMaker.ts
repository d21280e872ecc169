import { imageTensor } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import type { ImageSource } from "@flawlens/detector";
import type { PseudoAnomaly, RandomStream } from "@flawlens/sampling";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Chosen } from "./_outlierList.ts";
import type { FewShot } from "./_readFewShot.ts";
import { sampleTensors } from "./_sampleTensors.ts";
import type { SampleTarget, SampleTensors } from "./_sampleTensors.ts";
import type { AugmentImage } from "./augmentImage.ts";

/** An image made ready for training. */
interface Made extends SampleTarget {
  image: Image;
}

/** Makes images of what was chosen: augmented, and anomalous where that was chosen. */
export interface SampleMaker {
  make(chosen: Chosen, random: RandomStream): Promise<Made>;
  /** A whole batch, each sample by a random stream of its own. */
  batch(
    chosen: readonly Chosen[],
    random: RandomStream,
  ): Promise<SampleTensors & { input: Tensor4D }>;
}

/** See {@link SampleMaker}. */
export function sampleMaker({
  nominal,
  fewShot,
  augmentation,
  pseudo,
  inputSize,
}: {
  nominal: Pick<ImageSource, "samples" | "read">;
  fewShot: readonly FewShot[];
  augmentation: AugmentImage;
  pseudo: PseudoAnomaly | null;
  inputSize: { height: number; width: number };
}): SampleMaker {
  const make = async ({ kind, index }: Chosen, random: RandomStream): Promise<Made> => {
    if (kind === "fewShot") return { ...fewShot[index], label: 1 };
    const { id } = nominal.samples[index];
    const image = augmentation(await nominal.read(index), random);
    if (kind === "nominal" || !pseudo) return { id, image, mask: null, label: 0 };
    return { id, ...pseudo(image, { random }) };
  };
  return {
    make,
    async batch(chosen, random) {
      const streams = chosen.map(() => random.split());
      const made = await Promise.all(chosen.map((each, i) => make(each, streams[i])));
      const input = imageTensor(
        made.map(({ image }) => image),
        inputSize,
        { idOf: (i) => made[i].id, caller: "fitAdl" },
      );
      return { input, ...sampleTensors(made, inputSize) };
    },
  };
}

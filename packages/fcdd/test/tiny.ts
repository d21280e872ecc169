import { initParams, smallConvNetwork } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { convHead } from "../src/head/convHead.ts";
import { createFcdd } from "../src/createFcdd.ts";
import type { FcddOptions } from "../src/createFcdd.ts";
import type { Fcdd } from "../src/fcdd.ts";
import { memorySource } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import { networkEncoder } from "../src/encoder/networkEncoder.ts";

/** Side of the tiny images, in pixels. */
export const side = 12;

/** A detector that the cpu backend trains in no time: 4 channels at stride 4, three cells a side. */
export function tinyModel(options: Partial<FcddOptions> = {}): Fcdd {
  return createFcdd({
    encoder: tinyEncoder(),
    head: convHead({ widths: [6] }),
    types: ["bright", "dark"],
    inputSize: side,
    random: randomStream(1),
    ...options,
  });
}

export function tinyEncoder({ trainable = true, scales = [1] } = {}) {
  const network = smallConvNetwork({ widths: [[4], [4]], size: side });
  return networkEncoder(network, { layers: ["stages.1"], scales, trainable });
}

/** A frozen encoder with weights of its own. */
export function tinyFrozen({ scales = [1] } = {}) {
  const encoder = tinyEncoder({ trainable: false, scales });
  return { encoder, encoderParams: initParams(encoder.spec, { random: randomStream(2) }) };
}

/** Grey noise; a defect is a 4x4 patch, bright or dark, somewhere. */
export function tinySource({
  normal = 6,
  bright = 3,
  dark = 2,
  seed = 5,
}: Partial<Record<"normal" | "bright" | "dark" | "seed", number>> = {}): ImageSource {
  const random = randomStream(seed);
  const image = (patch: number | null) => {
    const data = Uint8Array.from({ length: side * side * 3 }, () => 100 + random() * 50);
    const left = Math.floor(random() * (side - 4));
    const top = Math.floor(random() * (side - 4));
    if (patch !== null)
      for (let y = top; y < top + 4; y++) {
        const start = (y * side + left) * 3;
        data.fill(patch, start, start + 4 * 3);
      }
    const original = { height: side, width: side };
    return { data, height: side, width: side, channels: 3 as const, original };
  };
  const of = (name: string, count: number, patch: number | null) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${name}-${i}`,
      label: patch === null ? (0 as const) : (1 as const),
      defectTypes: patch === null ? [] : [name],
      image: image(patch),
    }));
  return memorySource([
    ...of("normal", normal, null),
    ...of("bright", bright, 250),
    ...of("dark", dark, 5),
  ]);
}

import type { LayerOps, Network } from "@flawlens/backbones";

/** A feature map's height, width and channels. */
interface Size {
  height: number;
  width: number;
  channels: number;
}

/** Multiplications and additions of a network's convolutions up to a layer, by image. */
export function flop(
  network: Network,
  { side, upTo }: { side: number; upTo: string },
): { forward: number; stem: number } {
  let forward = 0;
  let stem = 0;
  const slide = (
    { height, width, channels }: Size,
    { kernel, stride = 1, pad = 0 }: Parameters<LayerOps<Size>["avgPool"]>[1],
  ): Size & { area: number } => {
    const cells = (size: number, i: 0 | 1): number => {
      if (pad === "same") return Math.ceil(size / stride);
      return Math.floor((size + 2 * pair(pad)[i] - pair(kernel)[i]) / stride) + 1;
    };
    const area = pair(kernel)[0] * pair(kernel)[1];
    return { height: cells(height, 0), width: cells(width, 1), channels, area };
  };
  const ops: LayerOps<Size> = {
    conv(x, _name, options) {
      const { height, width, area } = slide(x, options);
      const inputs = options.depthwise ? 1 : x.channels;
      const products = 2 * height * width * area * inputs * options.filters;
      forward += products;
      stem ||= products;
      return { height, width, channels: options.filters };
    },
    relu: (x) => x,
    relu6: (x) => x,
    maxPool: slide,
    avgPool: slide,
    concat: (xs) => ({ ...xs[0], channels: xs.reduce((sum, x) => sum + x.channels, 0) }),
    add: (x) => x,
    scale: (x) => x,
    globalMean: ({ channels }) => ({ height: 1, width: 1, channels }),
    linear: (_x, _name, units) => ({ height: 1, width: 1, channels: units }),
  };
  for (const [layer] of network.layers(ops, { height: side, width: side, channels: 3 }))
    if (layer === upTo) break;
  return { forward, stem };
}

/** Of a training step: forward, and the gradients to filters and to all inputs but the images. */
export function trainingFlop({ forward, stem }: { forward: number; stem: number }): number {
  return 3 * forward - stem;
}

function pair(side: number | [number, number]): [number, number] {
  return typeof side === "number" ? [side, side] : side;
}

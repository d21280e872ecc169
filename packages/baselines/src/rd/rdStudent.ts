import { prefixedOps, residualBlock } from "@flawlens/backbones";
import type { Subnetwork, SubnetworkOps } from "@flawlens/backbones";
import { fanOutNormal } from "../shared/fanOutNormal.ts";
import type { RdShape } from "./rdShape.ts";

const epsilon = 1e-5;

/**
 * The trained half of reverse distillation (Deng & Li 2022, arXiv:2201.10703): a bottleneck that joins a teacher's
 * three feature maps into one coarse map, and a decoder, a ResNet run backwards, that gives the three maps again. From
 * `[N, h, w, c₁]`, `[N, h/2, w/2, c₂]`, `[N, h/4, w/4, c₃]` to maps of the same shapes, in the same order.
 *
 * Parameters have the released names: `bn.conv1.weight`, `decoder.layer1.0.conv1.weight`, ...; `bn.conv4` and
 * `bn.bn4`, which the released code has and never uses, are left out.
 *
 * @param channels - c₁, c₂, c₃.
 */
export function rdStudent(channels: readonly number[], shape: RdShape): Subnetwork {
  return {
    name: "rd",
    outputs(ops, features) {
      const code = bottleneck(prefixedOps(ops, "bn."), features, { channels, shape });
      return decoder(prefixedOps(ops, "decoder."), code, { channels, shape });
    },
  };
}

interface Sizes {
  channels: readonly number[];
  shape: RdShape;
}

function bottleneck<T>(
  ops: SubnetworkOps<T>,
  [fine, middle, coarse]: readonly T[],
  { channels: [, second, third], shape }: Sizes,
): T {
  const halved = (x: T, i: number, filters: number) => {
    const options = { filters, kernel: 3, stride: 2, pad: 1, init: fanOutNormal(filters, 3) };
    return ops.relu(ops.conv(x, `conv${i}`, options, { name: `bn${i}`, epsilon }));
  };
  const filters = 2 * third;
  let x = ops.concat([halved(halved(fine, 1, second), 2, third), halved(middle, 3, third), coarse]);
  for (let i = 0; i < shape.bottleneck; i++)
    x = residualBlock(ops, x, `bn_layer.${i}`, {
      from: i === 0 ? 3 * third : filters,
      filters,
      inner: innerOf(filters, shape),
      stride: i === 0 ? 2 : 1,
      init: fanOutNormal,
    });
  return x;
}

function decoder<T>(ops: SubnetworkOps<T>, code: T, { channels, shape }: Sizes): T[] {
  const doubled = {
    shortcut: "upsample",
    conv: (x: T, name: string, filters: number, norm: { name: string; epsilon: number }) =>
      ops.transposedConv(x, name, { filters, kernel: 2, stride: 2 }, norm),
  };
  const maps: T[] = [];
  let x = code;
  for (const [stage, filters] of channels.toReversed().entries()) {
    const blocks = shape.decoder[stage];
    for (let i = 0; i < blocks; i++)
      x = residualBlock(ops, x, `layer${stage + 1}.${i}`, {
        from: filters,
        filters,
        inner: innerOf(filters, shape),
        rectified: !(shape.signed && i === blocks - 1),
        init: fanOutNormal,
        ...(i === 0 && { resampling: doubled }),
      });
    maps.unshift(x);
  }
  return maps;
}

function innerOf(filters: number, { inner }: RdShape): number | undefined {
  return inner === null ? undefined : Math.max(1, Math.round(filters * inner));
}

import type { Network } from "./network.ts";
import { residualBlock } from "./residualBlock.ts";

/** Layers in order; `layer1` is the last block of its stage. */
export type ResnetLayer =
  | "relu"
  | "maxpool"
  | `layer${1 | 2 | 3 | 4}.${number}`
  | "layer1"
  | "layer2"
  | "layer3"
  | "layer4"
  | "avgpool"
  | "fc";

interface Shape {
  name: string;
  /** Blocks of each stage. */
  blocks: [number, number, number, number];
  /** Whether blocks are 1x1, 3x3, 1x1 instead of 3x3, 3x3. */
  bottleneck: boolean;
  /** Channels of the first stage's 3x3 convolutions; each stage doubles them. */
  width: number;
}

/**
 * A residual network (He et al. 2015, arXiv:1512.03385) with torchvision's names, which are also
 * timm's.
 */
function resnet({ name, blocks, bottleneck, width }: Shape): Network<ResnetLayer> {
  return {
    name,
    minSize: 1,
    preprocessing: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], size: 224 },
    *layers(ops, images) {
      const stem = { filters: 64, kernel: 7, stride: 2, pad: 3 };
      let x = ops.relu(ops.conv(images, "conv1", stem, { name: "bn1", epsilon }));
      yield ["relu", x];
      x = ops.maxPool(x, { kernel: 3, stride: 2, pad: 1 });
      yield ["maxpool", x];
      let channels = 64;
      for (const stage of [1, 2, 3, 4] as const) {
        const inner = width * 2 ** (stage - 1);
        const filters = (bottleneck ? 256 : 64) * 2 ** (stage - 1);
        for (let i = 0; i < blocks[stage - 1]; i++) {
          const at = `layer${stage}.${i}` as const;
          const stride = stage > 1 && i === 0 ? 2 : 1;
          x = residualBlock(ops, x, at, {
            from: channels,
            filters,
            stride,
            ...(bottleneck && { inner }),
          });
          channels = filters;
          yield [at, x];
        }
        yield [`layer${stage}`, x];
      }
      x = ops.globalMean(x);
      yield ["avgpool", x];
      yield ["fc", ops.linear(x, "fc", 1000)];
    },
  };
}

const epsilon = 1e-5;

/** ResNet-18: 11,689,512 parameters; 64, 128, 256 and 512 channels at strides 4 to 32. */
export const resnet18Network: Network<ResnetLayer> = resnet({
  name: "resnet18",
  blocks: [2, 2, 2, 2],
  bottleneck: false,
  width: 64,
});

/** ResNet-34: 21,797,672 parameters; channels as ResNet-18. */
export const resnet34Network: Network<ResnetLayer> = resnet({
  name: "resnet34",
  blocks: [3, 4, 6, 3],
  bottleneck: false,
  width: 64,
});

/** ResNet-50: 25,557,032 parameters; 256, 512, 1024 and 2048 channels at strides 4 to 32. */
export const resnet50Network: Network<ResnetLayer> = resnet({
  name: "resnet50",
  blocks: [3, 4, 6, 3],
  bottleneck: true,
  width: 64,
});

/** Wide ResNet-50-2 (arXiv:1605.07146): 68,883,240 parameters; channels as ResNet-50. */
export const wideResnet50x2Network: Network<ResnetLayer> = resnet({
  name: "wideResnet50x2",
  blocks: [3, 4, 6, 3],
  bottleneck: true,
  width: 128,
});

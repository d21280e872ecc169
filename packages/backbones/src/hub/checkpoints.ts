import { clipVitB16, clipVitB32, clipVitL14, clipVitL14At336 } from "../clip/clipConfig.ts";
import type { ClipConfig } from "../clip/clipConfig.ts";
import {
  efficientnetLite0Network,
  efficientnetLite1Network,
  efficientnetLite2Network,
} from "../efficientnetLite.ts";
import { inceptionResnetV2Network } from "../inceptionResnetV2.ts";
import type { Network } from "../network.ts";
import type { Preprocessing } from "../normalizeImages.ts";
import {
  resnet18Network,
  resnet34Network,
  resnet50Network,
  wideResnet50x2Network,
} from "../resnet.ts";
import { vgg11BnNetwork } from "../vgg11Bn.ts";

/** The preparation of images with which a checkpoint was trained. */
export interface CheckpointPreprocessing extends Preprocessing {
  /** The part of the resized image's side that the middle crop keeps. */
  cropFraction: number;
  interpolation: "bilinear" | "bicubic";
}

/** Published weights of a network, with their licence and the preparation of images. */
export interface Checkpoint {
  /** The repository on the Hugging Face Hub, `owner/name`. */
  repo: string;
  file: string;
  /** The licence of the weights, an SPDX identifier. */
  licence: string;
  preprocessing: CheckpointPreprocessing;
  /** The model whose weights the checkpoint holds: a network, or CLIP's two towers. */
  model: { network: Network } | { clip: ClipConfig };
}

const imageNet = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} satisfies Partial<Preprocessing>;
const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } satisfies Partial<Preprocessing>;

/** A checkpoint of timm's, whose repository has its name. */
function timm(
  name: string,
  network: Network,
  licence: string,
  preprocessing: CheckpointPreprocessing,
): [string, Checkpoint] {
  const model = { network };
  const file = "model.safetensors";
  return [name, { repo: `timm/${name}`, file, licence, preprocessing, model }];
}

/** OpenAI's weights as open_clip reads them. */
function openAi(name: string, repo: string, clip: ClipConfig): [string, Checkpoint] {
  return [
    name,
    {
      repo,
      file: "open_clip_model.safetensors",
      licence: "MIT",
      preprocessing: { ...clip.preprocessing, cropFraction: 1, interpolation: "bicubic" },
      model: { clip },
    },
  ];
}

const torchvision = { ...imageNet, size: 224, cropFraction: 0.875, interpolation: "bilinear" } as const; // prettier-ignore
const inception = { ...half, size: 299, cropFraction: 0.8975, interpolation: "bicubic" } as const;
const lite = { ...half, size: 224, cropFraction: 0.875, interpolation: "bicubic" } as const;
const strikes = { ...imageNet, size: 224, cropFraction: 0.95, interpolation: "bicubic" } as const;

/** The checkpoints that `loadPretrained` knows by name; as timm 1.0.31 and open_clip 3.3.0 list them. */
export const checkpoints: Readonly<Record<string, Checkpoint>> = Object.fromEntries([
  timm("resnet18.tv_in1k", resnet18Network, "BSD-3-Clause", torchvision),
  timm("resnet18.a1_in1k", resnet18Network, "Apache-2.0", strikes),
  timm("resnet34.tv_in1k", resnet34Network, "BSD-3-Clause", torchvision),
  timm("resnet50.tv_in1k", resnet50Network, "BSD-3-Clause", torchvision),
  timm("resnet50.a1_in1k", resnet50Network, "Apache-2.0", strikes),
  timm("wide_resnet50_2.tv_in1k", wideResnet50x2Network, "BSD-3-Clause", torchvision),
  timm("wide_resnet50_2.racm_in1k", wideResnet50x2Network, "Apache-2.0", {
    ...torchvision,
    interpolation: "bicubic",
  }),
  timm("vgg11_bn.tv_in1k", vgg11BnNetwork, "BSD-3-Clause", torchvision),
  timm("inception_resnet_v2.tf_in1k", inceptionResnetV2Network, "Apache-2.0", inception),
  timm("inception_resnet_v2.tf_ens_adv_in1k", inceptionResnetV2Network, "Apache-2.0", inception),
  timm("tf_efficientnet_lite0.in1k", efficientnetLite0Network, "Apache-2.0", lite),
  timm("tf_efficientnet_lite1.in1k", efficientnetLite1Network, "Apache-2.0", { ...lite, size: 240, cropFraction: 0.882 }), // prettier-ignore
  timm("tf_efficientnet_lite2.in1k", efficientnetLite2Network, "Apache-2.0", { ...lite, size: 260, cropFraction: 0.89 }), // prettier-ignore
  openAi("clip-vit-b-32.openai", "timm/vit_base_patch32_clip_224.openai", clipVitB32),
  openAi("clip-vit-b-16.openai", "timm/vit_base_patch16_clip_224.openai", clipVitB16),
  openAi("clip-vit-l-14.openai", "timm/vit_large_patch14_clip_224.openai", clipVitL14),
  openAi("clip-vit-l-14-336.openai", "timm/vit_large_patch14_clip_336.openai", clipVitL14At336),
]);

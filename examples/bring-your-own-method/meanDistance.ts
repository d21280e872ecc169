// A method of your own: flawlens train --data photos --out out/mine --method ./meanDistance.ts
import {
  efficientnetLite0Network,
  imageTensor,
  initParams,
  networkSpec,
  normalizeImages,
  readNetworkWeights,
  runNetwork,
  smallConvNetwork,
} from "@flawlens/backbones";
import type { Network, Params } from "@flawlens/backbones";
import { subset } from "@flawlens/detector";
import type { Detector, FitRun, ImageSource, Method, MethodEvent } from "@flawlens/detector";
import { div, max, mean, square, sqrt, sub, sum, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { z } from "zod";

const config = z.strictObject({
  network: z
    .enum(["efficientnet-lite0", "small"])
    .default("efficientnet-lite0")
    .describe("Network that features come from. The small one has random weights, for trials."),
  inputSize: z
    .number()
    .int()
    .min(32)
    .default(256)
    .describe("Width and height that images are resized to, in pixels."),
});
type Config = z.output<typeof config>;

const networks: Record<Config["network"], { network: Network; layer: string; channels: number }> = {
  "efficientnet-lite0": { network: efficientnetLite0Network, layer: "stage16", channels: 112 },
  small: { network: smallConvNetwork(), layer: "stages.1", channels: 48 },
};

/** One vector for each cell of the image: [N, h, w, channels]. */
function featuresOf({ network: name }: Config, params: Params, images: Tensor4D): Tensor4D {
  const { network, layer } = networks[name];
  const prepared = normalizeImages(div(images, 255), network.preprocessing);
  return runNetwork(network, params, prepared, { layers: [layer] }).features[layer];
}

/** What the trained detector computes: this function is calibrated, exported and deployed. */
function detectorOf(config: Config, weights: Params): Detector {
  const { network, layer, channels } = networks[config.network];
  return {
    method: "mean-distance",
    types: ["anomaly"],
    inputSize: { height: config.inputSize, width: config.inputSize },
    scoring: "distance of the most unusual cell to the mean of normal images",
    spec: [
      ...networkSpec(network, { upTo: layer }),
      { name: "mean", shape: [channels], kind: "plain", trainable: false },
    ],
    params: { ...weights, mean: tensor1d(new Float32Array(channels)) },
    outputs(params, images) {
      const difference = sub(featuresOf(config, params, images), params.mean);
      const maps = sqrt(sum(square(difference), 3, true)) as Tensor4D; // [N, h, w, 1]
      return { maps, scores: max(maps, [1, 2]) as Tensor2D }; // [N, 1]
    },
  };
}

/** Training: the mean of all cells of all normal images. */
async function* fit(
  config: Config,
  detector: Detector,
  normal: ImageSource,
  { signal }: FitRun,
): AsyncGenerator<MethodEvent> {
  const total = normal.samples.length;
  yield { kind: "start", steps: null, summary: `The mean of ${total} images.`, notes: [] };
  const sums = new Float64Array(detector.params.mean.size);
  for (let i = 0; i < total; i++) {
    const image = await normal.read(i);
    if (signal?.aborted) return yield { kind: "end", reason: "interrupted" };
    const own = tidy(() => {
      const batch = imageTensor([image], detector.inputSize);
      return mean(featuresOf(config, detector.params, batch), [0, 1, 2]);
    });
    (await own.data()).forEach((value, channel) => (sums[channel] += value));
    own.dispose();
    yield { kind: "phase", name: "features", done: i + 1, total };
  }
  detector.params.mean.dispose();
  const learnt = tensor1d(Float32Array.from(sums, (value) => value / total));
  detector.params = { ...detector.params, mean: learnt };
  yield { kind: "end", reason: "done" };
}

export default {
  name: "mean-distance",
  title: "Mean distance",
  description: "Distance of each cell's features to their mean over normal images.",
  config,
  needs: { anomalies: "none", masks: "unused", normals: 5 },
  async create(config, { images, weights, random }) {
    const { network, layer } = networks[config.network];
    const spec = networkSpec(network, { upTo: layer });
    const file = config.network === "small" ? null : await weights(config.network);
    const params =
      file === null
        ? initParams(spec, { random })
        : await readNetworkWeights(config.network, spec, file);
    const detector = detectorOf(config, params);
    const train = images("train", detector.inputSize);
    const normal = subset(train, ({ label }) => label === 0);
    return { detector, fit: (run) => fit(config, detector, normal, run) };
  },
} satisfies Method<Config>;

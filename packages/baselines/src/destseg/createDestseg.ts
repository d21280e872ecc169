import {
  initParams,
  normalizeImages,
  prefixedOps,
  receptiveField,
  runSubnetwork,
  subnetworkSpec,
} from "@flawlens/backbones";
import type { Network, NetworkLayers, Params, Preprocessing, Subnetwork } from "@flawlens/backbones"; // prettier-ignore
import type { Detector } from "@flawlens/detector";
import { tidyOutput, topMean } from "@flawlens/ops";
import type { RandomStream } from "@flawlens/sampling";
import { div, image, reshape, sigmoid } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { compareFeatures } from "./compareFeatures.ts";
import { destsegSegmentation } from "./destsegSegmentation.ts";
import type { DestsegShape } from "./destsegShape.ts";
import { destsegStudent } from "./destsegStudent.ts";
import { studentInit } from "./studentInit.ts";

/** A detector by DeSTSeg: its frozen teacher, and the two networks that are trained one after the other. */
export interface Destseg extends Detector {
  teacher: NetworkLayers;
  /** From images in [0, 255] to features with the teacher's channels; `updates` where it is trained. */
  studentFeatures(
    params: Params,
    images: Tensor4D,
    options: { batchNorm: "fixed" | "batch" },
  ): { outputs: Tensor4D[]; running: Params };
  segmentation: Subnetwork;
}

/** What {@link createDestseg} makes a detector of. */
export interface DestsegOptions {
  /** Three layers of a frozen network, each with half the sides of the one before. */
  teacher: NetworkLayers;
  teacherParams: Params;
  /** The student's encoder, and its four layers: three at the strides of the teacher's, and one beyond. */
  encoder: { network: Network; layers: readonly [string, string, string, string] };
  /** How the student's images are prepared; default as its encoder has it. */
  preprocessing?: Pick<Preprocessing, "mean" | "std">;
  shape: Omit<DestsegShape, "channels">;
  /** Pixels of the square input: a multiple of the stride of the encoder's last layer. */
  inputSize: number;
  /** The number of pixels whose mean is the score of an image: 100 as released. */
  topPixels: number;
  /** Where the first weights come from. */
  random: RandomStream;
}

/**
 * An untrained detector by DeSTSeg.
 *
 * @throws {RangeError} If the encoder's layers are not at the teacher's strides and one beyond, or the input size or
 *   the number of pixels does not fit.
 */
export function createDestseg(options: DestsegOptions): Destseg {
  const { teacher, teacherParams, encoder, inputSize, topPixels, random } = options;
  const { preprocessing = encoder.network.preprocessing } = options;
  checkSizes(options);
  const [fine, middle, coarse] = teacher.channels;
  const shape: DestsegShape = { ...options.shape, channels: [fine, middle, coarse] };
  const { channels } = receptiveField(encoder.network, encoder.layers[3]);
  const student = within("student_net.", destsegStudent({ ...encoder, channels }, shape));
  const segmentation = within("segmentation_net.", destsegSegmentation(shape));
  const joined = fine + middle + coarse;
  const own = [
    ...studentInit(subnetworkSpec(student, [3])),
    ...subnetworkSpec(segmentation, [joined]),
  ];
  const studentFeatures: Destseg["studentFeatures"] = (params, images, { batchNorm }) => {
    const prepared = normalizeImages(div(images, 255), preprocessing);
    return runSubnetwork(student, params, [prepared], { batchNorm });
  };
  return {
    method: "destseg",
    types: ["anomaly"],
    inputSize: { height: inputSize, width: inputSize },
    scoring: `mean of the ${topPixels} largest probabilities`,
    spec: [...teacher.spec, ...own],
    params: { ...teacherParams, ...initParams(own, { random }) },
    teacher,
    studentFeatures,
    segmentation,
    outputs: (params, images) =>
      tidyOutput(() => {
        const { outputs } = studentFeatures(params, images, { batchNorm: "fixed" });
        const input = compareFeatures(teacher.features(params, images), outputs);
        const maps = sigmoid(runSubnetwork(segmentation, params, [input]).outputs[0]);
        const pixels = image.resizeBilinear(maps, [inputSize, inputSize], false, true);
        const rows = reshape(pixels, [-1, inputSize ** 2]) as Tensor2D;
        return { maps, scores: reshape(topMean(rows, topPixels), [-1, 1]) as Tensor2D };
      }),
  };
}

/** The same subnetwork, its parameters under a prefix. */
function within(prefix: string, { name, outputs }: Subnetwork): Subnetwork {
  return { name, outputs: (ops, inputs) => outputs(prefixedOps(ops, prefix), inputs) };
}

function checkSizes({ teacher, encoder, inputSize, topPixels }: DestsegOptions): void {
  const { network, layers } = encoder;
  const strides = layers.map((layer) => receptiveField(network, layer).x.stride);
  const wanted = [1, 2, 4, 8].map((factor) => factor * teacher.strides[0]);
  if (`${teacher.strides}` !== `${wanted.slice(0, 3)}` || `${strides}` !== `${wanted}`)
    throw new RangeError(
      `createDestseg: expected layers that halve the sides one by one, those of the encoder at the teacher's strides and one beyond, ` +
        `got strides ${teacher.strides.join(", ")} of ${teacher.name} and ${strides.join(", ")} of ${network.name}`,
    );
  if (inputSize < strides[3] || inputSize % strides[3] !== 0)
    throw new RangeError(
      `createDestseg: expected an input size that ${strides[3]} divides, the stride of the student's code, got ${inputSize}`,
    );
  if (topPixels > inputSize ** 2)
    throw new RangeError(
      `createDestseg: expected at most ${inputSize ** 2} pixels to average, got ${topPixels}`,
    );
}

import { initParams, runSubnetwork, subnetworkSpec } from "@flawlens/backbones";
import type { NetworkLayers, Params, Subnetwork } from "@flawlens/backbones";
import { gaussianBlur } from "@flawlens/detector";
import type { Detector } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import { max, reshape } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { rdMaps } from "./rdMaps.ts";
import type { RdShape } from "./rdShape.ts";
import { rdStudent } from "./rdStudent.ts";

/** Pixels of the Gaussian that maps are smoothed with. */
const sigma = 4;

/** A detector by reverse distillation: its teacher, and the student that training changes. */
export interface Rd extends Detector {
  teacher: NetworkLayers;
  student: Subnetwork;
}

/** What {@link createRd} makes a detector of. */
export interface RdOptions {
  /** Three layers of a frozen network, each with half the sides of the one before. */
  teacher: NetworkLayers;
  teacherParams: Params;
  shape: RdShape;
  /** Pixels of the square input: a multiple of twice the teacher's coarsest stride. */
  inputSize: { height: number; width: number };
  /** Where the student's first weights come from. */
  random: RandomStream;
}

/**
 * An untrained detector by reverse distillation.
 *
 * @throws {RangeError} If the teacher has not three layers that halve the sides one by one, or the input size does not fit.
 */
export function createRd({ teacher, teacherParams, shape, inputSize, random }: RdOptions): Rd {
  const { strides, channels } = teacher;
  if (strides.length !== 3 || strides.some((stride, i) => stride !== strides[0] * 2 ** i))
    throw new RangeError(
      `createRd: expected three layers that halve the sides one by one, got strides ${strides.join(", ")} of ${teacher.name}`,
    );
  const step = 2 * strides[2];
  const { height, width } = inputSize;
  if ([height, width].some((side) => side < step || side % step !== 0))
    throw new RangeError(
      `createRd: expected an input size that ${step} divides, because the bottleneck of ${teacher.name} has that stride, got ${height} x ${width}`,
    );
  const student = rdStudent(channels, shape);
  const spec = subnetworkSpec(student, channels);
  return {
    method: "rd",
    types: ["anomaly"],
    inputSize,
    scoring: "largest value of the smoothed map",
    spec: [...teacher.spec, ...spec],
    params: { ...teacherParams, ...initParams(spec, { random }) },
    teacher,
    student,
    outputs(params, images) {
      const features = teacher.features(params, images);
      const { outputs } = runSubnetwork(student, params, features);
      const maps = gaussianBlur(rdMaps(features, outputs, inputSize), { sigma, border: "mirror" });
      return { maps, scores: reshape(max(maps, [1, 2]), [-1, 1]) as Tensor2D };
    },
  };
}

import "@flawlens/tfjs-backend-ort";
import {
  countParams,
  networkLayers,
  networkSpec,
  resnet18Network,
  smallConvNetwork,
  subnetworkSpec,
} from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { add, mul, setBackend, tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleRange } from "../../backbones/test/ruleParams.ts";
import { destsegLoss, destsegOptimizer } from "../src/destseg/_destsegTraining.ts";
import { createDestseg } from "../src/destseg/createDestseg.ts";
import { destsegSegmentation } from "../src/destseg/destsegSegmentation.ts";
import { destsegStudent } from "../src/destseg/destsegStudent.ts";
import { apart, furtherThan, readFixture, ruleImages, shiftedParams, takeStep } from "./stepAgainstOfficial.ts"; // prettier-ignore
import type { Brief, OfficialStep } from "./stepAgainstOfficial.ts";

const fixture = readFixture<{
  sizes: { teacher: number; student: number; segmentation: number };
  wholeShapes: Record<string, number[]>;
  batch: number;
  size: number;
  shift: number;
  rates: { studentRate: number; blocksRate: number; headRate: number };
  shapes: Record<string, number[]>;
  forward: { student: Brief[]; map: Brief; scores: number[] };
  student: OfficialStep;
  segmentation: OfficialStep;
}>("destseg");
const { batch, size, shift, rates } = fixture;

beforeAll(async () => {
  await setBackend("ort");
});

describe("the parameters of DeSTSeg", () => {
  const shape = { channels: [64, 128, 256] as const, signed: false, segmentationWidth: 256, blocks: 2 }; // prettier-ignore
  const layers = ["layer1", "layer2", "layer3", "layer4"] as const;
  const encoder = { network: resnet18Network, layers, channels: 512 };
  const student = subnetworkSpec(destsegStudent(encoder, shape), [3]);
  const segmentation = subnetworkSpec(destsegSegmentation(shape), [448]);

  test("are as many as released: 35,154,177 with the teacher's", () => {
    const teacher = networkSpec(resnet18Network, { upTo: "layer3" });
    const own = { teacher, student, segmentation };
    const sizes = Object.entries(own).map(([name, spec]) => [name, countParams(spec)]);
    expect(Object.fromEntries(sizes)).toEqual(fixture.sizes);
    expect(fixture.sizes).toEqual({ teacher: 2_782_784, student: 24_665_024, segmentation: 7_706_369 }); // prettier-ignore
  });

  test("have the released names and shapes", () => {
    const named = [
      ...student.map((param) => ({ ...param, name: `student_net.${param.name}` })),
      ...segmentation.map((param) => ({ ...param, name: `segmentation_net.${param.name}` })),
    ];
    const own = named.filter(({ kind }) => kind !== "counter");
    const released = Object.entries(fixture.wholeShapes);
    const trained = released.filter(([name]) => !name.startsWith("teacher_net."));
    expect(own.map(({ name, shape }) => [name, shape]).toSorted()).toEqual(trained.toSorted());
  });
});

describe("DeSTSeg, an eighth as wide, against the released code", () => {
  // The fixture's images are in [-1, 1): the prepared form of [0, 255].
  const network = smallConvNetwork({ widths: [[4], [8], [16], [32], [64]], size });
  const layers = ["stages.1", "stages.2", "stages.3", "stages.4"] as const;
  const teacher = networkLayers(network, { layers: layers.slice(0, 3) });
  const model = createDestseg({
    teacher,
    teacherParams: {},
    encoder: { network, layers },
    shape: { signed: false, segmentationWidth: 32, blocks: 2 },
    inputSize: size,
    topPixels: 100,
    random: randomStream(1),
  });
  const inTeacher = "teacher_net.encoder.";
  const isTeachers = (name: string) => teacher.spec.some((param) => param.name === name);
  const spec = model.spec.map((param) =>
    isTeachers(param.name) ? { ...param, name: inTeacher + param.name } : param,
  );
  const params = Object.fromEntries(
    Object.entries(shiftedParams(spec, shift)).map(([name, tensor]) => [
      name.replace(inTeacher, ""),
      tensor,
    ]),
  );
  const images = (name: string) =>
    mul(add(ruleImages(name, [batch, size, size, 3], [-1, 1]), 1), 127.5) as Tensor4D;
  const trainable = (prefix: string) =>
    model.spec.flatMap(({ name, trainable }) =>
      trainable && name.startsWith(prefix) ? [name] : [],
    );
  const masks = () => {
    const values = ruleRange("masks", batch * size * size, 0, 1);
    return tensor3d(values.map((u) => (u > Math.fround(0.8) ? 1 : 0)), [batch, size, size]); // prettier-ignore
  };

  test("has the released names and shapes", () => {
    const own = spec.filter(({ kind }) => kind !== "counter");
    const entries = own.map(({ name, shape }) => [name, shape]);
    const released = Object.entries(fixture.shapes);
    expect(entries.toSorted()).toEqual(released.toSorted());
  });

  test("gives the same features, maps and scores", () => {
    const { outputs } = model.studentFeatures(params, images("changed"), { batchNorm: "fixed" });
    for (const [i, brief] of fixture.forward.student.entries())
      expect(apart(outputs[i].dataSync(), brief)).toBeLessThan(1e-4);
    const { maps, scores } = model.outputs(params, images("changed"));
    expect(apart(maps.dataSync(), fixture.forward.map)).toBeLessThan(1e-4);
    for (const [i, score] of fixture.forward.scores.entries())
      expect(Math.abs(scores.dataSync()[i] / score - 1)).toBeLessThan(1e-4);
  });

  test.each(["student", "segmentation"] as const)(
    "takes the same step of the %s",
    async (stage) => {
      const given = { stage, clean: images("clean"), changed: images("changed"), masks: masks() };
      const { loss, gradients, after } = await takeStep(model.spec, params, {
        trainable: trainable(`${stage}_net.`),
        optimizer: destsegOptimizer(rates),
        lossOf: (params) => destsegLoss(model, params, given),
      });
      const expected = fixture[stage];
      expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-4);
      expect(furtherThan(1e-4, gradients, expected.gradients)).toEqual([]);
      expect(furtherThan(1e-4, after, expected.updated)).toEqual([]);
      expect(furtherThan(1e-4, after, expected.running)).toEqual([]);
    },
    180_000,
  );
});

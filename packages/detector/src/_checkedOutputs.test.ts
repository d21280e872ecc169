import "../test/cpu.ts";
import { cast, ones } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { checkedOutputs } from "./_checkedOutputs.ts";
import type { DetectorOutputs } from "./detector.ts";

const types = ["a", "b"];
const extras = { cues: ["x"] };
const images = ones([3, 8, 8, 3]) as Tensor4D;
const two = (...shape: number[]) => ones(shape as [number, number]) as Tensor2D;
const four = (...shape: number[]) => ones(shape as [number, number, number, number]) as Tensor4D;
const good: DetectorOutputs = { scores: two(3, 2), maps: four(3, 5, 7, 2), extras: { cues: two(3, 1) } }; // prettier-ignore
const check = (changes: Partial<DetectorOutputs>) =>
  checkedOutputs("run", { types, extras, outputs: () => ({ ...good, ...changes }) }, {}, images);

test("outputs of the shapes that types and extras ask for pass", () => {
  expect(check({})).toEqual(good);
  const outputs = () => ({ scores: good.scores, maps: good.maps });
  expect(checkedOutputs("run", { types, outputs }, {}, images).maps).toBe(good.maps);
});

test.each<{ changes: Partial<DetectorOutputs>; message: string }>([
  {
    changes: { scores: two(3, 1) },
    message: "output scores as float32 [3, 2], got float32 [3, 1]",
  },
  { changes: { scores: two(3) }, message: "output scores as float32 [3, 2], got float32 [3]" },
  { changes: { scores: two(2, 2) }, message: "scores as float32 [3, 2], got float32 [2, 2]" },
  {
    changes: { maps: four(3, 2, 5, 7) },
    message: "maps as float32 [3, u, v, 2], got float32 [3, 2, 5, 7]",
  },
  {
    changes: { maps: four(3, 0, 5, 2) },
    message: "maps as float32 [3, u, v, 2], got float32 [3, 0, 5, 2]",
  },
  {
    changes: { maps: cast(good.maps, "int32") },
    message: "maps as float32 [3, u, v, 2], got int32 [3, 5, 7, 2]",
  },
  { changes: { extras: {} }, message: "the detector's output cues as float32 [3, 1], got none" },
  {
    changes: { extras: { cues: two(3, 2) } },
    message: "cues as float32 [3, 1], got float32 [3, 2]",
  },
  {
    changes: { extras: { cues: two(3, 1), more: two(3, 1) } },
    message: "run: expected extra outputs among cues, as the detector lists them, got more",
  },
])("refuses: $message", ({ changes, message }) => {
  expect(() => check(changes)).toThrow(message);
});

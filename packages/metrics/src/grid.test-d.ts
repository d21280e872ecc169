import { expectTypeOf } from "vitest";
import { auroc, type Grid, pixelMetrics } from "./index.ts";

// Scores and labels may be any list of numbers, typed or not.
expectTypeOf(auroc).toBeCallableWith([0.1, 0.9], [0, 1]);
expectTypeOf(auroc).toBeCallableWith(Float32Array.of(0.1, 0.9), Uint8Array.of(0, 1));
expectTypeOf(auroc).returns.toBeNumber();
// @ts-expect-error -- text is no score
auroc(["0.1"], [0]);

// Anything with data, height and width is a map, from whichever package it comes.
expectTypeOf<{
  data: Float32Array;
  height: number;
  width: number;
  channels: 1;
}>().toMatchTypeOf<Grid>();
expectTypeOf<Parameters<typeof pixelMetrics>[0]>().toEqualTypeOf<readonly Grid[]>();

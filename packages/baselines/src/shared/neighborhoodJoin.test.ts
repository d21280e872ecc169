import "../../test/cpu.ts";
import { patchEmbeddings } from "@flawlens/backbones";
import { tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { neighborhoodJoin } from "./neighborhoodJoin.ts";

test("joins layers as PatchCore does, on the grid of the finest", () => {
  const features = [tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), tensor4d([5, 6], [1, 1, 1, 2])];
  const joined = neighborhoodJoin.join(features);
  expect(joined.shape).toEqual([1, 2, 2, neighborhoodJoin.size([1, 2])]);
  const expected = patchEmbeddings(features, { neighborhood: "equal", enlarge: "bilinear" });
  expect([...joined.dataSync()]).toEqual([...expected.dataSync()]);
  expect(neighborhoodJoin.grid([{ height: 2, width: 2 }, { height: 1, width: 1 }])).toEqual({ height: 2, width: 2 }); // prettier-ignore
});

import { expect, test } from "vitest";
import { side, tinyFile } from "../../test/tinyDetector.ts";
import { openSession } from "./openSession.ts";

test("openSession says what a graph takes and gives, and computes the outputs asked for", async () => {
  const session = await openSession(await tinyFile(), { threads: 1 });
  expect(session.inputs).toEqual([{ name: "images", type: "uint8", dims: ["N", side, side, 3] }]);
  expect(session.outputs.map(({ name }) => name)).toEqual(["scores", "peaks", "maps", "anomalyMaps"]); // prettier-ignore
  // A score is the mean of a channel: red 100, green 40.
  const batch = Uint8Array.from({ length: side * side * 3 }, (_, i) => [100, 40, 0][i % 3]);
  const { scores, ...others } = await session.run(batch, [1, side, side, 3], ["scores"]);
  expect([...(scores.data as Float32Array)]).toEqual([100, 40]);
  expect(others).toEqual({});
  await session.release();
});

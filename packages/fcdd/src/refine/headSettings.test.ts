import { expect, test } from "vitest";
import { tinySettings } from "../../test/tinyHeadFile.ts";
import { createFcdd } from "../createFcdd.ts";
import { convHead } from "../head/convHead.ts";
import { tinyModel } from "../../test/tiny.ts";
import { headParts } from "./headSettings.ts";

test("settings make the parts that they name", () => {
  const { head, activation, smoothing } = headParts({ ...tinySettings, smoothing: 2, maps: "softmax" }); // prettier-ignore
  expect([head.name, activation.name, smoothing.name]).toEqual([
    "conv(6;3;normalized)",
    "softmax",
    "gaussian(2)",
  ]);
  expect(headParts(tinySettings).activation.name).toBe("pseudoHuber");
});

test("a loss of cells wants cells, which the others do not", () => {
  const { loss } = headParts({ ...tinySettings, maskWeight: 1 });
  expect(() => loss(undefined as never, undefined as never)).toThrow("expected labels of the maps' cells"); // prettier-ignore
});

test("a detector of settings names the part that can be trained further, one of values does not", () => {
  const described = tinyModel({ head: undefined, settings: tinySettings });
  expect(described.trainable).toMatchObject({
    prefix: "head.",
    settings: { channels: 4, ...tinySettings },
  });
  expect(tinyModel().trainable).toBeUndefined();
  expect(() => tinyModel({ head: convHead(), settings: tinySettings })).toThrow(
    new RangeError(`${createFcdd.name}: expected either settings or head, got both; leave one out`),
  );
});

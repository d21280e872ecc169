import { expect, test } from "vitest";
import { cflowFixture, flat } from "../../test/cflowFixture.ts";
import { positionEncoding } from "./positionEncoding.ts";

test("encodes the column in the first half of the channels and the row in the second", () => {
  const { D: channels, H: height, W: width } = cflowFixture.vectors.positionalEncoding.inputs as Record<string, number>; // prettier-ignore
  const values = positionEncoding({ height, width, channels });
  const expected = flat(cflowFixture.vectors.positionalEncoding.outputs.P); // by channel, row, column
  const cells = height * width;
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(values[(i % cells) * channels + Math.floor(i / cells)]).toBeCloseTo(value, 6);
});

test.each([0, 6, 4.5])("refuses %s channels", (channels) => {
  expect(() => positionEncoding({ height: 1, width: 1, channels })).toThrow(
    `positionEncoding: expected a multiple of 4 channels, got ${channels}`,
  );
});

import { expect, test } from "vitest";
import { lookedAt } from "./lookAt.ts";

const rows = ({ data, width }: { data: Uint8Array; width: number }) =>
  Array.from({ length: data.length / width }, (_, y) => [...data.subarray(y * width, (y + 1) * width)].join("")); // prettier-ignore

test("a triangle holds the pixels whose centres it holds, a second polygon adds to it", () => {
  const triangle = [{ x: 0, y: 0 }, { x: 4, y: 0 }, { x: 0, y: 4 }]; // prettier-ignore
  const corner = [{ x: 5, y: 3 }, { x: 6, y: 3 }, { x: 6, y: 4 }, { x: 5, y: 4 }]; // prettier-ignore
  const looked = lookedAt({ polygons: [triangle, corner] }, { height: 4, width: 6 });
  expect(rows(looked)).toEqual(["111000", "110000", "100000", "000001"]);
  expect(looked.fraction).toBe(7 / 24);
});

test("a border that crosses itself is filled by the even-odd rule", () => {
  const bow = [{ x: 0, y: 0 }, { x: 4, y: 4 }, { x: 4, y: 0 }, { x: 0, y: 4 }]; // prettier-ignore
  // A centre on a left border is inside, one on a right border is not.
  const { data, width } = lookedAt({ polygons: [bow] }, { height: 4, width: 4 });
  expect(rows({ data, width })).toEqual(["0001", "1011", "1011", "0001"]);
});

test("a mask is stretched to the image, and polygons from their size to the image's", () => {
  const mask = { data: [0, 255, 0, 0], height: 2, width: 2 };
  const quarter = [{ x: 10, y: 0 }, { x: 20, y: 0 }, { x: 20, y: 10 }, { x: 10, y: 10 }]; // prettier-ignore
  const size = { height: 4, width: 6 };
  const looked = lookedAt(mask, size);
  expect(rows(looked)).toEqual(["000111", "000111", "000000", "000000"]);
  const polygons = { polygons: [quarter], of: { height: 20, width: 20 } };
  expect(lookedAt(polygons, size)).toEqual(looked);
});

import { encodeModel, withChecksum, withMetadata } from "@flawlens/onnx";
import { describe, expect, test } from "vitest";

import { readImageTowerMetadata } from "./imageTowerMetadata.ts";

const metadata = {
  format: 1,
  method: "alphaclip",
  tower: "tiny",
  imageSize: 8,
  embedding: 6,
  unitLength: true,
  alpha: { mean: 0.5, std: 0.26 },
  versions: { node: "20.19.0" },
  config: { run: 7 },
};

const neg = { type: "Neg", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} };
const value = (name: string) => ({ name, type: "float32" as const, dims: [1] });
const graph = {
  nodes: [neg],
  initializers: [],
  inputs: [value("x")],
  outputs: [value("y")],
  opsets: { "": 17 },
};
const model = encodeModel(graph);
const saying = (flawlens: string) => encodeModel({ ...graph, metadata: { flawlens } });
const whole = await withChecksum(saying(JSON.stringify(metadata)));

/** Field 5 of a graph: a tensor w (8) of a byte (2: 2) with dims [1] (1) whose data_location (14) is external (1). */
const tensorBeside = [42, 9, 66, 1, 119, 16, 2, 8, 1, 112, 1];

describe("readImageTowerMetadata", () => {
  test("gives back what the file says", async () => {
    expect(await readImageTowerMetadata(whole)).toEqual(metadata);
  });

  test("refuses the file with any one bit changed", async () => {
    for (let bit = 0; bit < 8 * whole.length; bit += 7) {
      const bytes = whole.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      await expect(readImageTowerMetadata(bytes), `bit ${bit}`).rejects.toThrow(RangeError);
    }
  });

  test("refuses a file without a checksum, and one that reads a second file", async () => {
    const bare = saying(JSON.stringify(metadata));
    await expect(readImageTowerMetadata(bare)).rejects.toThrow(
      "readImageTowerMetadata: expected the checksum that exportImageTower stores, got none, so that damage " +
        "could not be noticed; export the tower again",
    );
    // A second graph (field 7), which protobuf merges with the first.
    const beside = await withChecksum(
      Uint8Array.from([...bare, 58, tensorBeside.length, ...tensorBeside]),
    );
    await expect(readImageTowerMetadata(beside)).rejects.toThrow(
      'expected an image tower that is whole in one file, got one that reads "" beside it',
    );
  });

  test("takes a file whose metadata were changed by withMetadata", async () => {
    const changed = await withMetadata(whole, { note: "line 4" });
    expect(await readImageTowerMetadata(changed)).toEqual(metadata);
  });

  test.each([
    {
      of: "a later format",
      bytes: saying(JSON.stringify({ ...metadata, format: 2 })),
      got: "readImageTowerMetadata: expected an image tower of format 1, got format 2; export the tower again with this version",
    },
    {
      of: "an earlier format",
      bytes: saying(JSON.stringify({ ...metadata, format: 0 })),
      got: "expected an image tower of format 1, got format 0",
    },
    {
      of: "a detector",
      bytes: saying(JSON.stringify({ ...metadata, method: "fcdd" })),
      got: 'got a model of method "fcdd"',
    },
    { of: "a model of others", bytes: model, got: "without metadata of FlawLens" },
    { of: "no JSON", bytes: saying("{"), got: "expected metadata as JSON, got {" },
    {
      of: "a size that is none",
      bytes: saying(JSON.stringify({ ...metadata, imageSize: 0 })),
      got: "imageSize",
    },
    {
      of: "a size of 65,000 pixels",
      bytes: saying(JSON.stringify({ ...metadata, imageSize: 65_000 })),
      got: "imageSize",
    },
    { of: "bytes of something else", bytes: new Uint8Array(9).fill(7), got: "readOnnxMetadata" },
  ])("refuses $of", async ({ bytes, got }) => {
    await expect(readImageTowerMetadata(bytes)).rejects.toThrow(got);
  });
});

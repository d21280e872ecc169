import { encodeModel } from "@flawlens/onnx";
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

describe("readImageTowerMetadata", () => {
  test("gives back what the file says", () => {
    expect(readImageTowerMetadata(saying(JSON.stringify(metadata)))).toEqual(metadata);
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
    { of: "bytes of something else", bytes: new Uint8Array(9).fill(7), got: "readOnnxMetadata" },
  ])("refuses $of", ({ bytes, got }) => {
    expect(() => readImageTowerMetadata(bytes)).toThrow(got);
  });
});

import { withChecksum, encodeModel } from "@flawlens/onnx";

/** Side of the images that the tiny describer takes. */
const side = 8;

/**
 * A describer small enough to work by hand: the embedding of a region is the mean of red, green and blue, weighted by
 * the mask, at length 1. Its first text is that of what is red, the second that of what is green.
 */
export async function tinyDescriber(texts: readonly [red: string, green: string]) {
  const node = (
    type: string,
    inputs: string[],
    output: string,
    attributes: Record<string, number | number[]> = {},
  ) => ({ type, domain: "", inputs, outputs: [output], attributes });
  const metadata = {
    format: 1,
    method: "alphaclip",
    tower: "tiny",
    imageSize: side,
    embedding: 3,
    unitLength: true,
    alpha: { mean: 0.5, std: 0.26 },
    versions: {},
    config: null,
  };
  const embeddings = Buffer.from(Float32Array.of(1, 0, 0, 0, 1, 0).buffer).toString("base64");
  const model = encodeModel({
    nodes: [
      node("Cast", ["images"], "float", { to: 1 }),
      node("Mul", ["float", "alphas"], "masked"),
      node("ReduceMean", ["masked"], "mean", { axes: [1, 2], keepdims: 0 }),
      node("LpNormalization", ["mean"], "embeddings", { axis: 1, p: 2 }),
    ],
    initializers: [],
    inputs: [
      { name: "images", type: "uint8", dims: ["N", side, side, 3] },
      { name: "alphas", type: "float32", dims: ["N", side, side, 1] },
    ],
    outputs: [{ name: "embeddings", type: "float32", dims: ["N", 3] }],
    opsets: { "": 17 },
    metadata: {
      flawlens: JSON.stringify(metadata),
      "flawlens.descriptions": JSON.stringify({ descriptions: texts, embeddings }),
    },
  });
  return withChecksum(model);
}

// The README's list of kernels is made here, from the code:
//   UPDATE_README=1 npx vitest run packages/tfjs-backend-ort/src/delegate/delegatedKernels.test.ts
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { delegatedKernels } from "../index.ts";
import { KERNELS } from "../lowering/index.ts";
import { HOST_KERNELS } from "./hostKernels.ts";

/** Why TensorFlow.js's cpu kernel computes these: every delegated kernel has its reason. */
const REASONS: Record<string, string[]> = {
  text: ["StaticRegexReplace", "StringNGrams", "StringSplit", "StringToHashBucketFast"],
  "complex numbers": ["ComplexAbs", "FFT", "IFFT"],
  "ragged tensors": ["RaggedGather", "RaggedRange", "RaggedTensorToTensor"],
  "sparse tensors": [
    "SparseFillEmptyRows",
    "SparseReshape",
    "SparseSegmentMean",
    "SparseSegmentSum",
    "SparseToDense",
  ],
  "the numbers decide the shape of the result": [
    "BroadcastArgs",
    "NonMaxSuppressionV3",
    "NonMaxSuppressionV4",
    "NonMaxSuppressionV5",
    "Unique",
  ],
  "the numbers decide whether it throws": ["Bincount", "DenseBincount"],
  "a random stream of TensorFlow.js's own": ["Multinomial"],
  "image warps and canvases, of no use in a training step": [
    "CropAndResize",
    "Draw",
    "RotateWithOffset",
    "Transform",
  ],
  "no operator for it in opset 17": [
    "BitwiseAnd",
    "Dilation2DBackpropFilter",
    "Dilation2DBackpropInput",
    "SearchSorted",
  ],
};

test("every delegated kernel has a reason, and no other kernel has", () => {
  expect(Object.values(REASONS).flat().toSorted()).toEqual(delegatedKernels());
});

test("the README lists the kernels as they are", () => {
  const readme = new URL("../../README.md", import.meta.url);
  const section = /<!-- kernels -->[^]*<!-- \/kernels -->/;
  const wanted = `<!-- kernels -->\n${list()}\n<!-- /kernels -->`;
  const text = readFileSync(readme, "utf8");
  if (process.env.UPDATE_README) writeFileSync(readme, text.replace(section, wanted));
  const found = readFileSync(readme, "utf8").match(section)?.[0] ?? "";
  expect(spaceless(found), "run again with UPDATE_README=1").toBe(spaceless(wanted));
});

/** The text without the formatting of tables and lines, for a comparison that ignores it. */
function spaceless(markdown: string): string {
  return markdown.replaceAll(/\s+/g, "").replaceAll(/-{3,}/g, "---");
}

function list(): string {
  const own = [...KERNELS, ...HOST_KERNELS.map(({ kernelName: name }) => ({ name }))];
  const names = [...new Set(own.map(({ name }) => name))].toSorted();
  const code = (kernels: string[]): string => kernels.map((name) => `\`${name}\``).join(" ");
  const rows = Object.entries(REASONS).map(
    ([reason, kernels]) => `| ${reason} | ${code(kernels)} |`,
  );
  return `
${names.length} kernels are computed by ONNX Runtime (or need no computing), for float32, int32 and bool:

${code(names)}

${delegatedKernels().length} are computed by TensorFlow.js's cpu backend, and so are calls of the others with empty tensors, with text or complex numbers, or with the few arguments ONNX Runtime refuses (windows of pooling that lie in the padding alone, \`NCHW\`). \`delegations()\` counts them.

| why | kernels |
|---|---|
${rows.join("\n")}

`;
}

import { encodeModel } from "@flawlens/onnx";
import { expect, test } from "vitest";
import { kindOf } from "./kindOf.ts";

const graph = { nodes: [], initializers: [], inputs: [], outputs: [], opsets: { "": 17 } };
const saying = (flawlens: string) => encodeModel({ ...graph, metadata: { flawlens } });

test.each([
  { of: "method alphaclip", bytes: saying('{"method":"alphaclip"}'), is: "describer" },
  { of: "another method", bytes: saying('{"method":"fcdd"}'), is: "detector" },
  { of: "no object", bytes: saying("null"), is: "detector" },
  { of: "no JSON", bytes: saying("{"), is: "detector" },
  { of: "no metadata", bytes: encodeModel(graph), is: "detector" },
  { of: "no ONNX", bytes: new TextEncoder().encode("hello"), is: "detector" },
])("a file of $of is a $is", ({ bytes, is }) => {
  expect(kindOf(bytes)).toBe(is);
});

import { expect, test } from "vitest";
import { callSite, framesOf, userLine } from "./callSite.ts";

test("a call site leads to the line that asked for it", () => {
  const site = callSite();
  expect(userLine(site)).toMatch(/callSite\.test\.ts:\d+:\d+$/);
  expect(framesOf(site)[0]).toContain("callSite");
});

test("frames of TensorFlow.js, of this package and of Node are not the user's", () => {
  const stack = [
    "Error",
    "    at record (/app/node_modules/@flawlens/tfjs-backend-ort/dist/backend.js:1:2)",
    "    at Engine.run (/app/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js:3:4)",
    "    at step (file:///app/train.mjs:5:6)",
    "    at node:internal/process:7:8",
  ].join("\n");
  expect(userLine({ stack })).toBe("file:///app/train.mjs:5:6");
  expect(userLine({ stack: "Error\n    at async file:///app/main.mjs:9:1" })).toBe(
    "file:///app/main.mjs:9:1",
  );
  expect(userLine({ stack: "Error\n    at node:internal/x:1:1" })).toBeUndefined();
});

test("as many frames are kept as TensorFlow.js puts in between, and Node's own limit stays", () => {
  const limit = Error.stackTraceLimit;
  const deep = (depth: number): ReturnType<typeof callSite> =>
    depth > 0 ? deep(depth - 1) : callSite();
  expect(framesOf(deep(30)).length).toBeGreaterThan(30);
  expect(Error.stackTraceLimit).toBe(limit);
});

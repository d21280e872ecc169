import { installCommand } from "@flawlens/onnx/runtime";
import { expect, test } from "vitest";
import { tellFallback } from "./_tellFallback.ts";

test("warns once, with the cost and the command, and not where WebAssembly was asked for", () => {
  const warnings: string[] = [];
  const tell = (refused: Parameters<typeof tellFallback>[0]["refused"]) =>
    tellFallback({ package: "onnxruntime-web", refused }, (message) => warnings.push(message));
  expect(tell([])).toBe(false);
  expect(tell([{ package: "onnxruntime-node", reason: "is not installed" }])).toBe(true);
  expect(tell([{ package: "onnxruntime-node", reason: "is not installed" }])).toBe(false);
  expect(warnings).toEqual([
    "onnxruntime-node is not installed, so detectors run on onnxruntime-web (WebAssembly), which takes about five " +
      `times as long. Faster: ${installCommand(["onnxruntime-node"])}. Without this warning: FLAWLENS_BINDING=web`,
  ]);
});

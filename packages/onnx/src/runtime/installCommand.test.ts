import { expect, test } from "vitest";
import { installCommand } from "./installCommand.ts";

test.each([
  { platform: "linux", arch: "x64", is: "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node" }, // prettier-ignore
  { platform: "linux", arch: "arm64", is: "npm install onnxruntime-node" },
  { platform: "win32", arch: "x64", is: "npm install onnxruntime-node" },
] as const)("onnxruntime-node is installed on $platform $arch by $is", ({ platform, arch, is }) => {
  expect(installCommand(["onnxruntime-node"], { platform, arch })).toBe(is);
});

test("onnxruntime-web fetches nothing when it is installed, so it needs no variable", () => {
  expect(installCommand(["onnxruntime-web"], { platform: "linux", arch: "x64" })).toBe(
    "npm install onnxruntime-web",
  );
});

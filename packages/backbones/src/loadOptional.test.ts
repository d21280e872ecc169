import { expect, test } from "vitest";
import { installCommand } from "@flawlens/onnx/runtime";
import { loadOptional } from "./loadOptional.ts";

test("gives what was loaded", async () => {
  const path = await loadOptional("freeze", () => import("node:path"));
  expect(path.basename("a/b")).toBe("b");
});

test.each(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"])(
  "says what to install where a package is missing (%s)",
  async (code) => {
    const cause = Object.assign(new Error("Cannot find package 'onnxruntime-node'"), { code });
    await expect(loadOptional("freeze", () => Promise.reject(cause))).rejects.toThrow(
      new Error(
        `freeze: expected the packages that exporting needs, got "Cannot find package 'onnxruntime-node'"; ` +
          `install them: ${installCommand(["@flawlens/tfjs-backend-ort", "onnxruntime-node"])}`,
        { cause },
      ),
    );
  },
);

test("passes on any other error", async () => {
  const cause = new SyntaxError("unexpected token");
  await expect(loadOptional("freeze", () => Promise.reject(cause))).rejects.toBe(cause);
});

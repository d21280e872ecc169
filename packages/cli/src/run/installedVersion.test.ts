import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { installedVersion } from "./installedVersion.ts";

const require = createRequire(import.meta.url);

test.each(["@tensorflow/tfjs-core", "@flawlens/datasets"])("finds the version of %s", (name) => {
  expect(installedVersion(name)).toBe(require(`${name}/package.json`).version);
});

test("finds a package that exports nothing but modules", () => {
  expect(installedVersion("onnxruntime-web")).toMatch(/^\d+\.\d+\.\d+/);
});

test("finds what is installed for another package, and not what is not", () => {
  expect(installedVersion("csv-parse", "@flawlens/datasets")).toMatch(/^\d+\./);
  expect(installedVersion("csv-parse-that-is-not-there")).toBeNull();
});

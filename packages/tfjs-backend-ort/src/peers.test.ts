import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { requireHere } from "./binding/requireHere.ts";

const read = (file: string | URL) => JSON.parse(readFileSync(file, "utf8"));
const { peerDependencies } = read(new URL("../package.json", import.meta.url));

describe.each(["onnxruntime-node", "onnxruntime-web"])("the peer range of %s", (name) => {
  const range: string = peerDependencies[name];
  // `.../onnxruntime-node/dist/index.js`
  const version: string = read(requireHere().resolve(name).replace(/dist\/[^/]*$/, "package.json")).version; // prettier-ignore

  test("ends with the minor version that the tests run on", () => {
    const [major, minor] = version.split(".").map(Number);
    expect(range).toBe(`>=1.24.0 <${major}.${minor + 1}.0`);
  });

  test("is what the errors and the README say", () => {
    const [, first, end] = /^>=(1\.\d+)\.0 <1\.(\d+)\.0$/.exec(range)!;
    const words = `${first} to 1.${Number(end) - 1}`;
    const texts = ["../README.md", "binding/chooseBinding.ts"].map((file) =>
      readFileSync(new URL(file, import.meta.url), "utf8"),
    );
    for (const text of texts) expect(text).toContain(words);
  });
});

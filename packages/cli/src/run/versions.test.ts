import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { versions } from "./versions.ts";

test("versions are those that the packages say, Node's and this package's too", () => {
  const read = (file: string) =>
    JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")).version;
  const found = versions(["@flawlens/datasets"]);
  expect(found.node).toBe(process.version);
  expect(found["@flawlens/cli"]).toBe(read("../../package.json"));
  expect(found["@flawlens/datasets"]).toBe(read("../../../datasets/package.json"));
  expect(Object.keys(found)).toHaveLength(9);
});

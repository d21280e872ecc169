import { version_core } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { wholeProvenance } from "./provenance.ts";

const own = { name: "@flawlens/method", version: "1.2.3" };
const versions = {
  node: process.versions.node,
  "@flawlens/method": "1.2.3",
  "@tensorflow/tfjs-core": version_core,
};
const dataset = { name: "parts", hash: "abc" };

test("a provenance says what it leaves out", () => {
  expect(wholeProvenance({ seed: 7, dataset }, own)).toEqual({
    seed: 7,
    dataset,
    categories: [],
    config: null,
    versions,
  });
});

test("versions given are beside the package's", () => {
  const given = {
    seed: 1,
    dataset,
    categories: ["nut"],
    config: { steps: 3 },
    versions: { app: "9" },
  };
  expect(wholeProvenance(given, own)).toEqual({ ...given, versions: { ...versions, app: "9" } });
});

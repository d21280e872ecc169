import { createRequire } from "node:module";
import { version_core } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { wholeProvenance } from "./provenance.ts";

const dataset = { name: "parts", hash: "abc" };
const versions = {
  node: process.versions.node,
  "@flawlens/detector": createRequire(import.meta.url)("../package.json").version,
  "@tensorflow/tfjs-core": version_core,
};

test("a provenance says what it leaves out", () => {
  expect(wholeProvenance({ seed: 7, dataset })).toEqual({
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
  expect(wholeProvenance(given)).toEqual({ ...given, versions: { ...versions, app: "9" } });
});

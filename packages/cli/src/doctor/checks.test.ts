import { expect, test } from "vitest";
import { checkImages } from "./checkImages.ts";
import { checkMemory } from "./checkMemory.ts";
import { checkNode } from "./checkNode.ts";
import { checkScoring } from "./checkScoring.ts";

test.each([
  { version: "v20.18.3", state: "failed" },
  { version: "v20.19.0", state: "ok" },
  { version: "v18.20.0", state: "failed" },
  { version: "v24.1.0", state: "ok" },
])("Node $version is $state", ({ version, state }) => {
  expect(checkNode(version).state).toBe(state);
});

test("less than a gibibyte of memory is told, and does not fail", () => {
  expect(checkMemory(2 ** 30).state).toBe("ok");
  const { state, found } = checkMemory(2 ** 29);
  expect([state, found]).toEqual(["slow", "0.5 GiB are available; a small training takes up to 1 GiB"]); // prettier-ignore
});

test("images are decoded and a graph is run where both are installed", async () => {
  expect(await checkImages()).toMatchObject({
    state: "ok",
    found: "sharp decodes PNG, JPEG, WebP",
  });
  expect(await checkScoring()).toMatchObject({ state: "ok" });
});

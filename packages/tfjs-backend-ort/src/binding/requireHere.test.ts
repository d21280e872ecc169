import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { requireHere } from "./requireHere.ts";

test("finds packages beside this one, and says which it does not find", () => {
  const { peerDependencies } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  for (const name of Object.keys(peerDependencies))
    expect(requireHere().resolve(name)).toContain(name);
  expect(() => requireHere()("onnxruntime-nonesuch")).toThrow("onnxruntime-nonesuch");
});

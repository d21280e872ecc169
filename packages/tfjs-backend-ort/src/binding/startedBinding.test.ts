import { expect, test } from "vitest";
import { startedBinding } from "./startedBinding.ts";

test("is one for the whole thread, the one that FLAWLENS_BINDING names", () => {
  expect(startedBinding()).toBe(startedBinding());
  expect(startedBinding().name).toBe(process.env.FLAWLENS_BINDING || "private");
});

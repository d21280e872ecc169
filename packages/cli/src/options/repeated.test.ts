import { expect, test } from "vitest";
import { repeated } from "./repeated.ts";

test("repeated keeps what was given before, in order", () => {
  expect(repeated("b", repeated("a"))).toEqual(["a", "b"]);
});

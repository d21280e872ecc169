import { expect, test } from "vitest";
import { exitCodes } from "./exitCodes.ts";

test("exit codes are the numbers that scripts rely on", () => {
  expect(exitCodes).toEqual({ ok: 0, error: 1, usage: 2, failOn: 3, interrupted: 130 });
});

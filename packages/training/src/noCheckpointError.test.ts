import { expect, test } from "vitest";
import { NoCheckpointError } from "./noCheckpointError.ts";

test("NoCheckpointError says what is wrong with each file, and keeps it", () => {
  const failures = ["a: it is damaged", "a.previous: there is no such file"];
  const error = new NoCheckpointError("a", failures);
  expect(error.message).toBe(
    "loadCheckpoint: expected a whole checkpoint at a, got none:\n  a: it is damaged\n  a.previous: there is no such file",
  );
  expect(error).toMatchObject({ name: "NoCheckpointError", failures });
});

import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { exitCodes } from "./exitCodes.ts";
import { UsageError } from "./usageError.ts";

describe("UsageError", () => {
  test("is an Error with a name of its own", () => {
    const error = new UsageError("expected --out", { cause: "why" });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message, error.cause]).toEqual([
      "UsageError",
      "expected --out",
      "why",
    ]);
  });

  test("ends the command with the exit code of a wrong command line", async () => {
    expect((await run("regions", "serve")).code).toBe(exitCodes.usage); // regions throws one
  });
});

import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { sweepOf } from "../../test/sweepOf.ts";

describe("flawlens worker", () => {
  test.each([
    { args: ["worker", "--root", "."], says: "required option '--queue <url>' not specified" },
    {
      args: ["worker", "--queue", "redis://h"],
      says: "required option '--root <dir>' not specified",
    },
    {
      args: ["worker", "--queue", "redis://h", "--root", "none"],
      says: "--root: expected a folder, got none",
    },
    {
      args: ["worker", "--queue", "redis://h", "--root", ".", "--memory", "0"],
      says: "Expected more than 0",
    },
    {
      args: ["sweep", "status"],
      says: "expected the folder of a sweep, or --queue URL, got neither",
    },
  ])("refuses $args", async ({ args, says }) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  test("says which addresses there are, and repeats no password", async () => {
    const { grid, out, root } = await sweepOf();
    await run("sweep", "plan", grid, "--out", out);
    for (const args of [
      ["worker", "--root", root],
      ["sweep", "submit", out],
    ]) {
      // prettier-ignore
      const { code, stderr } = await run(...args, "--queue", "amqp://me:hush@host");
      expect([code, stderr]).toEqual([1, expect.stringMatching(/expected an address that begins with redis:\/\/, rediss:\/\/ or postgres:\/\/, got amqp:/)]); // prettier-ignore
      expect(stderr).not.toContain("hush");
    }
  });
});

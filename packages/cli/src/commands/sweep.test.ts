import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { sweepOf } from "../../test/sweepOf.ts";

describe("flawlens sweep", () => {
  test("plans a grid, and says how many jobs are done", async () => {
    const { grid, out } = await sweepOf();
    const { code, stdout, stderr } = await run("sweep", "plan", grid, "--out", out);
    expect([code, stdout]).toEqual([0, "2 jobs, 0 of them done\n"]);
    expect(stderr).toContain(`flawlens sweep run ${out} does the others`);
    const status = await run("sweep", "status", out);
    expect(status.stdout).toBe("jobs    2\ndone    0\nfailed  0\nopen    2\n");
  });

  test("shows every key of a grid file in the help of plan", async () => {
    const { code, stdout } = await run("sweep", "plan", "--help");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/--root <dir>[^]*Keys of a grid file:[^]*train\.seeds +list of integers/)]); // prettier-ignore
  });

  test.each([
    { args: ["plan", "grid.json"], says: "expected a grid file and --out DIR" },
    {
      args: ["plan", "none.json", "--out", "x"],
      says: "expected a grid file of JSON at none.json",
    },
    { args: ["run", "x", "--jobs", "0"], says: "Expected at least 1, got 0" },
    { args: ["run", "x", "--shard", "4/3"], says: "Expected a part such as 3/7" },
  ])("refuses $args", async ({ args, says }) => {
    const { code, stderr } = await run("sweep", ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  test("says what to do where there is no sweep", async () => {
    const { code, stderr } = await run("sweep", "run", "nowhere");
    expect([code, stderr]).toEqual([1, expect.stringContaining("flawlens sweep plan GRID --out DIR writes one")]); // prettier-ignore
  });
});

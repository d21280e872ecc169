import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { jobOf } from "../test/jobs.ts";
import { temporaryFolder } from "../test/temporaryFolder.ts";
import { doJob } from "./doJob.ts";
import { readJobState } from "./jobState.ts";

/** Does a job whose process runs a script of JavaScript. */
async function doing(
  script: string,
  { signal, folder }: { signal?: AbortSignal; folder?: string } = {},
) {
  const root = folder ?? (await temporaryFolder());
  let begun = 0;
  const command = () => {
    begun++;
    return { file: process.execPath, args: ["-e", script] };
  };
  const end = await doJob(jobOf("a"), { folder: root, root, command, signal });
  return { root, end, begun, state: await readJobState(root, jobOf("a")) };
}

describe("doJob", () => {
  test("runs in the root, marks what is done with what it cost, and does it once", async () => {
    const once = await doing("require('fs').writeFileSync('x', 'y'); setTimeout(() => {}, 30)");
    expect(once.end).toMatchObject({ end: "done", already: false });
    expect(readFileSync(join(once.root, "x"), "utf8")).toBe("y");
    const again = await doing("process.exit(1)", { folder: once.root });
    expect([again.end, again.begun]).toEqual([{ ...once.state, state: undefined, end: "done", already: true }, 0]); // prettier-ignore
  });

  test.runIf(process.platform === "linux")(
    "tells the most memory that the process held",
    async () => {
      const folder = await temporaryFolder();
      const [held, seen] = [join(folder, "held"), join(folder, "seen")];
      const done = doing(
        `const { existsSync, writeFileSync } = require("fs");
        Buffer.alloc(2 ** 27, 1);
        writeFileSync("held", "");
        setInterval(() => existsSync("seen") && process.exit(0), 10);`,
        { folder },
      );
      while (!existsSync(held)) await sleep(10);
      await sleep(450); // two looks begin before this ends, however late timers are
      writeFileSync(seen, "");
      const { end } = await done;
      const { peakBytes } = end as { peakBytes: number };
      expect(peakBytes / 2 ** 27).toBeGreaterThan(1); // and the least that Node takes
      expect(peakBytes / 2 ** 27).toBeLessThan(4);
    },
  );

  test("keeps why a job failed, with the last lines that it said", async () => {
    const { end, state } = await doing("console.error('one'); console.error('\\x1b[2Kexpected a file, got none'); process.exit(3)"); // prettier-ignore
    const error = "ended with exit code 3\none\nexpected a file, got none";
    expect([end, state]).toEqual([
      { end: "failed", error },
      { state: "failed", error },
    ]);
  });

  test("says that a killed process may have lacked memory, and that a program is missing", async () => {
    const killed = await doing("process.kill(process.pid, 'SIGKILL')");
    expect(killed.end).toMatchObject({ error: "was ended by SIGKILL, as happens when memory runs out" }); // prettier-ignore
    const root = await temporaryFolder();
    const command = () => ({ file: join(root, "none"), args: [] });
    expect(await doJob(jobOf("a"), { folder: root, root, command })).toMatchObject({ error: expect.stringContaining("could not be started") }); // prettier-ignore
  });

  test("ends the process where the signal comes, and leaves the job open", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 80);
    const { end, state } = await doing("setTimeout(() => {}, 60_000)", {
      signal: controller.signal,
    });
    expect([end, state]).toEqual([{ end: "interrupted" }, { state: "open" }]);
    expect((await doing("", { signal: controller.signal })).begun).toBe(0);
  });
});

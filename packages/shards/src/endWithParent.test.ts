import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

test("endWithParent ends a job's process when what began it is killed", async () => {
  const file = join(import.meta.dirname, "endWithParent.ts");
  const own = ["--import=tsx", "--input-type=module", "-e"];
  // Says its number when it watches; would run for a minute.
  const child = `import { endWithParent } from ${JSON.stringify(file)}; endWithParent(); console.log(process.pid); setTimeout(() => {}, 60_000)`; // prettier-ignore
  const parent = `import { spawn } from "node:child_process"; spawn(process.execPath, ${JSON.stringify([...own, child])}, { env: { ...process.env, FLAWLENS_JOB: "1" }, stdio: ["pipe", "inherit", "inherit"], detached: true })`; // prettier-ignore
  const begun = spawn(process.execPath, ["--input-type=module", "-e", parent], { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] }); // prettier-ignore
  const [said] = (await once(begun.stdout, "data")) as [Buffer];
  begun.kill("SIGKILL");
  const gone = () => {
    try {
      return !process.kill(Number(said.toString()), 0);
    } catch {
      return true;
    }
  };
  for (let i = 0; i < 2000 && !gone(); i++) await new Promise((resolve) => void setTimeout(resolve, 10)); // prettier-ignore
  expect(gone()).toBe(true);
});

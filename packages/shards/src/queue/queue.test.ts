import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../test/proveQueue.ts";
import { password, startPostgres } from "../../test/startPostgres.ts";
import { startRedis } from "../../test/startRedis.ts";
import type { QueueStatus } from "./queueStatus.ts";

interface Trial {
  proof: Outcome;
  failures: QueueStatus["failures"];
  [name: string]: unknown;
}

async function trial(url: string, kills: number): Promise<Trial> {
  const args = ["--conditions=@flawlens/source", "--import=tsx", "test/queueTrial.ts", url, String(kills)]; // prettier-ignore
  const cwd = `${import.meta.dirname}/../..`;
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  return JSON.parse(stdout.trim().split("\n").at(-1) as string) as Trial;
}

describe.each([
  { name: "PostgreSQL", start: startPostgres, kills: 1 },
  { name: "Redis", start: startRedis, kills: 0 },
])("a queue on $name", ({ name, start, kills }) => {
  test(
    "gives each result once, whatever happens to workers, and lists what failed",
    { timeout: 240_000 },
    async (context) => {
      const server = await start();
      if (!server) return context.skip(`${name} is not installed`);
      try {
        const { proof, failures, errors, ...rest } = await trial(server.url, kills);
        // Workers were killed and stopped, and their connection was cut.
        expect(proof.added).toEqual([42, 0, 0]);
        expect(Object.keys(proof.results)).toHaveLength(40);
        expect(proof.results).toEqual(proof.alone);
        expect(proof.status).toMatchObject({ done: 40, failed: 2, waiting: 0, active: 0, delayed: 0, running: [] }); // prettier-ignore
        // A worker that is ended puts its job back; failed jobs are tried again only where that is asked for.
        expect(rest).toEqual({
          first: ["back", "back", "bad"],
          kept: { added: 0, failed: 1, retried: 0 },
          retried: { added: 0, failed: 0, retried: 1 },
          second: ["bad"],
          refused: [],
        });
        const told = failures.map(({ id, attempts, error }) => `${id}, ${attempts}: ${error.replace("\n", " ")}`); // prettier-ignore
        expect(told.toSorted()).toEqual([
          expect.stringMatching(/^no-job, \d: expected a job, got /),
          expect.stringMatching(
            /^outside, \d: expected a sweep inside of the worker's root, got ..\/..\/etc$/,
          ),
          "poison-1, 3: ended with exit code 1 error: expected images, got poison",
          "poison-2, 3: ended with exit code 1 error: expected images, got poison",
          expect.stringMatching(/^refused, \d: expected a job of ours$/),
        ]);
        const { wrong, away } = errors as { wrong: string; away: string };
        expect(wrong).toMatch(/^expected to use the queue at .*, got .*(password|WRONGPASS)/);
        expect(away).toMatch(/^expected to use the queue at .*:1[/\w]*, got .*ECONNREFUSED/);
        for (const secret of [password, encodeURIComponent(password), "hush"])
          expect(`${proof.said}${wrong}${away}`).not.toContain(secret);
      } finally {
        await server.stop();
      }
    },
  );
});

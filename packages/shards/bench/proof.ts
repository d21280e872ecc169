// The proof of the queues: 500 jobs, 3 workers that are killed, stopped and cut off. npm run proof:queue
import { isDeepStrictEqual } from "node:util";
import { proveQueue } from "../test/proveQueue.ts";
import { startPostgres } from "../test/startPostgres.ts";
import { startRedis } from "../test/startRedis.ts";
import { seeded } from "../../metrics/test/seeded.ts";

const ordeal = {
  jobs: Number(process.argv[2] ?? 500),
  workers: 3,
  kills: 5,
  seconds: 0.2,
  takeOverMs: 5000,
};

for (const [name, start] of [
  ["PostgreSQL", startPostgres],
  ["Redis", startRedis],
] as const) {
  // prettier-ignore
  const server = await start();
  if (!server) {
    console.log(`${name}: not installed, left out`);
    continue;
  }
  try {
    const { added, results, alone, ran, status, said, seconds } = await proveQueue(server.url, { ...ordeal, random: seeded(7) }); // prettier-ignore
    const same = isDeepStrictEqual(results, alone);
    const failures = status.failures.map(({ id, attempts, error }) => `${id} after ${attempts} attempts: ${error.split("\n").at(-1)}`); // prettier-ignore
    console.log(`${name}: ${Object.keys(results).length} results, ${same ? "equal to" : "OTHER THAN"} one machine's, in ${seconds.toFixed(0)} s`); // prettier-ignore
    console.log(
      `  added ${added.join(", ")}; jobs ran ${ran} times; failed: ${failures.join("; ")}`,
    );
    console.log(`  trouble told: ${[...new Set(said.trim().split("\n"))].slice(0, 6).join(" | ")}`);
    if (!same || status.failed !== 2 || Object.keys(results).length !== ordeal.jobs || said.includes("pass%20word")) process.exitCode = 1; // prettier-ignore
  } finally {
    await server.stop();
  }
}

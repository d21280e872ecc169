import { expect, test } from "vitest";
import { run } from "../../test/run.ts";

test("flawlens doctor starts every part of this machine, and ends with 0 where all work", async () => {
  const { code, stdout } = await run("doctor", "--json");
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; state: string }[] }; // prettier-ignore
  expect([code, ok]).toEqual([0, true]);
  const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
  expect(states).toMatchObject({ node: "ok", training: "ok", scoring: "ok", images: "ok" });
});

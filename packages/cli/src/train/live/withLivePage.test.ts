import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recorder } from "../../../test/recorder.ts";
import { sampleResults } from "../../../test/sampleResults.ts";
import { temporaryFolder } from "../../../test/temporaryFolder.ts";
import { createTerminal } from "../../terminal/terminal.ts";
import { UsageError } from "../../terminal/usageError.ts";
import type { LiveServer } from "./liveServer.ts";
import { withLivePage } from "./withLivePage.ts";

/** Trains with a page, and reads all that the page is sent. */
async function trainedWith(train: (live: LiveServer, abort: () => void) => Promise<boolean>) {
  const out = await temporaryFolder();
  await writeFile(join(out, "index.html"), "");
  const controller = new AbortController();
  const stderr = recorder();
  let page: Promise<string> | undefined;
  const result = withLivePage(
    createTerminal({ stdout: recorder(), stderr }),
    { port: 0, out, page: out, signal: controller.signal },
    async (terminal, live) => {
      const response = await fetch(`${live.url}events`);
      page = response.text();
      terminal.note("A note.");
      return train(live, () => controller.abort());
    },
  );
  const outcome = await result.catch((error: Error) => error);
  return { outcome, said: stderr.text(), page: await page };
}

describe("withLivePage", () => {
  test("shows what happens, and stays with the results until the signal comes", async () => {
    const { outcome, said, page } = await trainedWith(async ({ push }, abort) => {
      const start = { kind: "start", steps: 2, summary: "", notes: [] } as const;
      push({ kind: "training", event: start, readings: [{ step: 1, loss: 0.75, seconds: 1 }] });
      push({ kind: "results", results: sampleResults(0.9) });
      setTimeout(abort, 20);
      return true;
    });
    expect(outcome).toBe(true);
    expect(said).toMatch(
      /^live page: http:\/\/127\.0\.0\.1:\d+\/\nnote: A note\.\nthe live page stays at /,
    );
    expect(page).toContain('"points":[[1,0.75]],"note":"Every reading."');
    expect(page).toContain('{"name":"Image AUROC","value":"90.0 %"}');
    expect(page).toContain('event: end\ndata: {"how":"done"');
  });

  test("is closed with a training that fails, and says why", async () => {
    const { outcome, page } = await trainedWith(async () => {
      throw new Error("no room on the disk");
    });
    expect(outcome).toEqual(new Error("no room on the disk"));
    expect(page).toContain('{"how":"failed","text":"The run failed: no room on the disk"}');
  });

  test("is closed with a training that was interrupted", async () => {
    const { outcome, page } = await trainedWith(async () => false);
    expect(outcome).toBe(false);
    expect(page).toContain('event: end\ndata: {"how":"interrupted"');
  });

  test("begins nothing where the port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const out = await temporaryFolder();
    await writeFile(join(out, "index.html"), "");
    const terminal = createTerminal({ stdout: recorder(), stderr: recorder() });
    const { signal } = new AbortController();
    const begun = withLivePage(terminal, { port, out, page: out, signal }, async () => {
      expect.unreachable();
    });
    await expect(begun).rejects.toThrow(UsageError);
    await expect(begun).rejects.toThrow(`--live: expected a port that is free, got ${port}`);
    taken.close();
  });
});

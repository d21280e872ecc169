import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sessionThread } from "./_sessionThread.ts";

const folder = mkdtempSync(join(tmpdir(), "flawlens-thread-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A thread that runs this in the place of ONNX Runtime. */
function threadOf(create: string) {
  const file = join(folder, `runtime-${create.length}.cjs`);
  writeFileSync(file, `exports.env = {}; exports.InferenceSession = { create: async () => {${create}} };`); // prettier-ignore
  return sessionThread(file, 1);
}
const model = { bytes: Uint8Array.of(1), options: {} };

describe("a thread with a runtime", () => {
  test("answers a call before it returns, and throws here what is thrown there", () => {
    const ask = threadOf('await new Promise((wake) => setTimeout(wake, 20)); throw new Error("no operator");'); // prettier-ignore
    expect(() => ask("create", model)).toThrow(new Error("no operator"));
    expect(() => ask("release", { key: 7 })).toThrow("got one that was released");
  });

  test("that ends in a call is an error of that call and of those after it, not an endless wait", () => {
    const ask = threadOf("process.exit(1);");
    expect(() => ask("create", model)).toThrow("its thread has ended");
    expect(() => ask("create", model)).toThrow("its thread has ended");
  });
});

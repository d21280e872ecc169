import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { spawnSource } from "../../test/spawnSource.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
};

test("flawlens serve answers, loads a changed file at SIGHUP, and ends with 0 at SIGTERM", async () => {
  const root = await temporaryFolder();
  const model = await writeTinyModel(join(root, "run/detector.onnx"));
  await writeColours(root, { "red.png": [90, 0, 0] });
  const token = "0123456789abcdef";
  const server = spawnSource(
    "src/main.ts",
    ["serve", "--model", `parts=${join(root, "run")}`, "--port", "0", "--grace", "0"],
    { env: { FLAWLENS_TOKEN: token } },
  );
  await until(() => server.stdout().includes("\n"));
  const url = server.stdout().trim();
  const body = await readFile(join(root, "red.png"));
  const predict = (headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
    fetch(`${url}/predict`, { method: "POST", body, headers });
  expect((await predict({})).status).toBe(401);
  expect((await (await predict()).json()).predictions[0].verdict).toBe("anomalous");
  await writeTinyModel(model, { any: { ...tinyMetadata().any, threshold: 95 } });
  server.child.kill("SIGHUP");
  await until(() => server.stderr().includes("loaded again"));
  expect((await (await predict()).json()).predictions[0].verdict).toBe("normal");
  server.child.kill("SIGTERM");
  expect(await server.ended).toEqual({ code: 0, signal: null });
});

test("flawlens serve without a file that is there is a wrong command line", async () => {
  const { code, stderr } = await run("serve", "--model", "a=none.onnx");
  expect(code).toBe(2);
  expect(stderr).toContain("none.onnx, which is not there");
});

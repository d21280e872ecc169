import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { jobCommand } from "./jobCommand.ts";

const job = { id: "a", hash: "0".repeat(64), group: "a", argv: ["train", "--out", "./a"] };

test("a training that has begun is resumed, and one that has not is begun", async () => {
  const root = await temporaryFolder();
  const wordsOf = () => jobCommand(job, root, 3).args.slice(-4);
  expect(wordsOf()).toEqual(["--quiet", "train", "--out", "./a"]);
  await mkdir(join(root, "a"));
  await writeFile(join(root, "a/run.json"), "{}");
  expect(wordsOf()).toEqual(["train", "--out", "./a", "--resume"]);
});

test("the process gets its threads, and no address of a queue", () => {
  const { FLAWLENS_THREADS: before } = process.env;
  delete process.env.FLAWLENS_THREADS;
  expect(jobCommand(job, ".", 3).env).toEqual({ FLAWLENS_THREADS: "3", FLAWLENS_QUEUE: "" });
  if (before !== undefined) process.env.FLAWLENS_THREADS = before;
});

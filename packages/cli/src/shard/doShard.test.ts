import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { doShard, removeAllLeftovers, type ShardTask } from "./doShard.ts";

const task = (out: string, changes: Partial<ShardTask> = {}): ShardTask => ({
  command: "predict",
  detector: "a1",
  options: { tiles: undefined },
  versions: { cli: "1" },
  shard: { index: 2, of: 3 },
  data: "d1",
  images: 4,
  out,
  async work(folder) {
    await writeFile(join(folder, "records.jsonl"), "{}\n");
    return { files: ["records.jsonl"], unread: 1 };
  },
  ...changes,
});
const file = (out: string, name = "records.jsonl") => join(out, "shards/2-of-3", name);
const never = () => Promise.reject(new Error("it was worked on"));
const writing = (text: string) => async (folder: string) => {
  await writeFile(join(folder, "records.jsonl"), text);
  return { files: ["records.jsonl"] };
};

describe("doShard", () => {
  test("keeps what the work writes, with what it is the result of and checksums", async () => {
    const out = await temporaryFolder();
    const { did, seal } = await doShard(task(out));
    expect(did).toBe("first");
    expect(await readdir(join(out, "shards"))).toEqual(["2-of-3"]);
    expect(JSON.parse(await readFile(file(out, "shard.json"), "utf8"))).toEqual({ ...seal, options: {} }); // prettier-ignore
    expect(seal).toMatchObject({ detector: "a1", data: "d1", images: 4, unread: 1 });
    // printf '{}\n' | sha256sum
    expect(seal.files).toEqual({ "records.jsonl": { bytes: 3, sha256: "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356" } }); // prettier-ignore
  });

  test("does nothing where the shard is done, and replaces it where it is damaged or of other images", async () => {
    const out = await temporaryFolder();
    await doShard(task(out));
    expect((await doShard(task(out, { work: never }))).did).toBe("nothing");
    await writeFile(file(out), "[]\n");
    expect((await doShard(task(out))).did).toBe("again");
    expect(await readFile(file(out), "utf8")).toBe("{}\n");
    expect((await doShard(task(out, { data: "d2", work: writing("2\n") }))).did).toBe("again");
    expect(await readFile(file(out), "utf8")).toBe("2\n");
    const serves = () => false; // such as counts where pixels are asked for
    expect((await doShard(task(out, { data: "d2", serves }))).did).toBe("again");
    expect(await readdir(join(out, "shards"))).toEqual(["2-of-3"]);
  });

  test.each([
    { changes: { detector: "a2" }, says: "got a shard of another detector file" },
    { changes: { options: { tiles: 5 } }, says: "got a shard with other options ({})" },
    { changes: { versions: { cli: "2" } }, says: "got a shard by cli 1" },
    { changes: { command: "evaluate" as const }, says: "got a shard of flawlens predict" },
    { changes: { shard: { index: 2, of: 4 } }, says: "expected shards of 4 in" },
  ])("refuses a folder of other work: $says", async ({ changes, says }) => {
    const out = await temporaryFolder();
    await doShard(task(out));
    await expect(doShard(task(out, { ...changes, work: never }))).rejects.toThrow(says);
    expect(await readFile(file(out), "utf8")).toBe("{}\n");
  });

  test("leaves nothing of work that fails, and takes away what a killed process of this machine left", async () => {
    const out = await temporaryFolder();
    await expect(doShard(task(out, { work: never }))).rejects.toThrow("it was worked on");
    expect(await readdir(join(out, "shards"))).toEqual([]);
    const left = (host: string, pid: number) => `.2-of-3.${host}.${pid}.abc`;
    const alive = process.ppid;
    const names = [left(hostname(), 2 ** 30), left(hostname(), alive), left("elsewhere", 5)];
    for (const name of names) await mkdir(join(out, "shards", name), { recursive: true });
    await doShard(task(out));
    expect((await readdir(join(out, "shards"))).toSorted()).toEqual([names[2], names[1], "2-of-3"].toSorted()); // prettier-ignore
    await removeAllLeftovers(out);
    expect(await readdir(join(out, "shards"))).toEqual(["2-of-3"]);
  });

  test("keeps the first of several processes that do it at once, also where a merge took a folder away", async () => {
    const out = await temporaryFolder();
    const slow = task(out, {
      async work(folder) {
        await doShard(task(out, { work: writing("fast\n") }));
        return writing("slow\n")(folder);
      },
    });
    expect((await doShard(slow)).did).toBe("nothing");
    expect(await readFile(file(out), "utf8")).toBe("fast\n");

    const other = await temporaryFolder();
    const cleared = task(other, {
      async work(folder) {
        await doShard(task(other, { work: writing("fast\n") }));
        await removeAllLeftovers(other);
        return writing("slow\n")(folder);
      },
    });
    expect((await doShard(cleared)).did).toBe("nothing");
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type FakeHub, startFakeHub } from "../../../backbones/test/fakeHub.ts";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { findWeights, type WeightsOptions } from "./findWeights.ts";

const refs = { main: "3".repeat(40) };
const lite0 = "timm/tf_efficientnet_lite0.in1k";

/** A Hub that has two repositories, and what is said meanwhile. */
async function hubAndTerminal() {
  const hub = await startFakeHub({
    [lite0]: { refs, files: { "model.safetensors": Buffer.alloc(2_500_000, 7) } },
    "me/mine": { refs, files: { "sub/w.pth": Buffer.from("mine") } },
  });
  onTestFinished(() => hub.close());
  const stderr = recorder();
  const terminal = createTerminal({ stdout: recorder(), stderr });
  const options = { terminal, endpoint: hub.endpoint, cacheDirectory: await temporaryFolder() };
  return { hub, stderr, find: (of: Partial<WeightsOptions>) => findWeights({ ...options, ...of }) };
}

const asked = ({ requests }: FakeHub) => requests.length;

describe("findWeights", () => {
  test("takes EfficientNet-Lite0 from the Hub where nothing is named, says so, and keeps it", async () => {
    const { hub, stderr, find } = await hubAndTerminal();
    const { path, hub: origin } = await find({});
    expect((await readFile(path)).equals(Buffer.alloc(2_500_000, 7))).toBe(true);
    expect(origin).toEqual({ repo: lite0, file: "model.safetensors", commit: refs.main });
    expect(stderr.lines()).toEqual([
      `weights: ${lite0} from the Hugging Face Hub (model.safetensors, licence Apache-2.0)`,
      expect.stringMatching(/^downloading MB 3\/3 \| took /),
    ]);

    hub.requests.length = 0;
    expect((await find({ offline: true })).path).toBe(path);
    expect(asked(hub)).toBe(0);
  });

  test("takes a local file and asks nobody", async () => {
    const { hub, stderr, find } = await hubAndTerminal();
    const file = join(await temporaryFolder(), "model.safetensors");
    await writeFile(file, "weights");
    expect(await find({ weights: file })).toEqual({ path: file });
    expect([asked(hub), stderr.text()]).toEqual([0, ""]);
  });

  test("takes published weights by name, and any file of the Hub", async () => {
    const { find } = await hubAndTerminal();
    const named = await find({ weights: "tf_efficientnet_lite0.in1k" });
    expect(named.hub).toMatchObject({ repo: lite0 });
    const { path } = await find({ weights: "me/mine:sub/w.pth" });
    expect(await readFile(path, "utf8")).toBe("mine");
    expect((await find({ weights: lite0 })).path).toBe(named.path);
  });

  test.each([
    {
      of: "a folder",
      weights: import.meta.dirname,
      message: `--weights: expected a file, got the folder ${import.meta.dirname}`,
    },
    {
      of: "a file that is not there",
      weights: "weights/lite0.safetensors",
      message:
        "--weights: expected a file, a name of published weights or owner/name:file on the Hub, got weights/lite0.safetensors, which is not there",
    },
    {
      of: "a misspelt name",
      weights: "resnet18.tv_in2k",
      message: "got resnet18.tv_in2k, which is not there; did you mean resnet18.tv_in1k",
    },
    {
      of: "weights of another network",
      weights: "resnet18.tv_in1k",
      message:
        "--weights: expected weights of efficientnet-lite0, got resnet18.tv_in1k, which are another network's; its usual ones are tf_efficientnet_lite0.in1k",
    },
    {
      of: "nothing for a network of no known weights",
      network: "my-net",
      message: "expected --weights FILE for the network my-net: no weights of it are known",
    },
  ])("refuses $of and asks nobody", async ({ message, weights, network }) => {
    const { hub, find } = await hubAndTerminal();
    const refused = find({ weights, network });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    expect(asked(hub)).toBe(0);
  });

  test("says where to get the file by hand where there is no network", async () => {
    const { hub, find } = await hubAndTerminal();
    await hub.close();
    await expect(find({})).rejects.toThrow(
      /expected an answer of the Hub, got none[^]*get https:\/\/huggingface\.co\/timm\/tf_efficientnet_lite0\.in1k\/resolve\/main\/model\.safetensors on another machine, bring the file here and name it with --weights FILE/,
    );
  });
});

import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { layersOf, prepareNetwork } from "./prepareNetwork.ts";

const random = randomStream(1);
const none = { weights: async () => null };

describe("layersOf", () => {
  test("takes the usual layers where none are named", () => {
    const { layers, title } = layersOf({ network: "efficientnet-lite0", layers: undefined });
    expect(title).toBe("EfficientNet-Lite0 (stage8, stage16)");
    expect(layers.channels).toEqual([40, 112]);
    expect(layersOf({ network: "resnet18", layers: ["layer1"] }).layers.channels).toEqual([64]);
  });

  test("refuses a layer that the network lacks", () => {
    expect(() => layersOf({ network: "resnet18", layers: ["stage8"] })).toThrow("got stage8");
  });
});

describe("prepareNetwork", () => {
  test("begins the small network at random, without asking for weights", async () => {
    const weights = () => Promise.reject(new Error("asked"));
    const config = { network: "small", layers: undefined } as const;
    const { layers, params } = await prepareNetwork(
      config,
      { weights },
      { caller: "mine", random },
    );
    const own = layers.spec.filter(({ kind }) => kind !== "counter").map(({ name }) => name);
    expect(Object.keys(params)).toEqual(own);
  });

  test("refuses to go on without weights", async () => {
    const config = { network: "resnet18", layers: undefined } as const;
    await expect(prepareNetwork(config, none, { caller: "mine", random })).rejects.toThrow(
      "mine: expected a file with pretrained weights of resnet18, got none; name one, or take the network small",
    );
  });
});

import "../../test/cpu.ts";
import { resnet18Network } from "@flawlens/backbones";
import { describe, expect, test } from "vitest";
import { networkBackbone, resnet18Backbone, smallConvNetBackbone } from "./backbone.ts";

describe("networkBackbone", () => {
  test("layers must halve their sides one by one", () => {
    expect(() => networkBackbone(resnet18Network, { layers: ["layer2", "layer4"] })).toThrow(
      "got layer2 at stride 8, layer4 at stride 32",
    );
    expect(() => networkBackbone(resnet18Network, { layers: ["layer2"] })).toThrow(
      "expected at least two layers",
    );
  });

  test("knows the channels and the stride of its layers", () => {
    expect(resnet18Backbone()).toMatchObject({
      name: "resnet18(layer2+layer3+layer4)",
      channels: [128, 256, 512],
      stride: 8,
      trainable: true,
    });
    expect(smallConvNetBackbone({ widths: [[4], [4], [6]], trainable: false })).toMatchObject({
      channels: [4, 6],
      stride: 4,
      trainable: false,
    });
  });
});

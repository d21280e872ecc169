import { checkpoints } from "@flawlens/backbones";
import { describe, expect, test } from "vitest";
import { knownNetworks } from "./networks.ts";

describe("knownNetworks", () => {
  test.each(Object.entries(knownNetworks))("%s has weights of itself", (_, known) => {
    expect(checkpoints[known.checkpoint].model).toEqual({ network: known.network });
  });
});

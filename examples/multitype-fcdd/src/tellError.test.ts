import { afterEach, describe, expect, test, vi } from "vitest";
import { listen } from "../test/listen.ts";
import { tellError } from "./tellError.ts";

const { told } = listen("error");

afterEach(() => {
  process.exitCode = undefined;
  vi.unstubAllEnvs();
});

describe("tellError", () => {
  test("prints the message and what its causes add, without where it happened", () => {
    const full = new Error("ENOSPC: no space left on device");
    tellError(new Error("could not write a.json", { cause: full }));
    tellError(
      new Error("could not write b.json: ENOSPC: no space left on device", { cause: full }),
    );
    expect(told).toEqual([
      "\ncould not write a.json\nENOSPC: no space left on device",
      "\ncould not write b.json: ENOSPC: no space left on device",
    ]);
    expect(process.exitCode).toBe(1);
  });

  test("prints where it happened for those who debug", () => {
    vi.stubEnv("FLAWLENS_DEBUG", "1");
    tellError(new Error("no"));
    expect(told).toHaveLength(2);
  });
});

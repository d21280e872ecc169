import { describe, expect, test, vi } from "vitest";
import { expectInReadme, inEmptyFolder } from "../../detector/test/readmeExample.ts";

inEmptyFolder();

describe("the README's example", () => {
  test("is the file beside this test, and its install line names every package it imports", async () => {
    const [example, readme] = ["./readmeExample.ts", "../README.md"].map(
      (path) => new URL(path, import.meta.url),
    );
    await expectInReadme(example, readme);
  });

  test("makes data, trains, and describes a region without a download", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:9"); // a port at which nobody answers
    await import("./readmeExample.ts");
    const [truth, ranking] = log.mock.calls[0] as [
      string,
      { description: string; score: number }[],
    ];
    log.mockRestore();
    vi.unstubAllEnvs();
    expect(truth).toMatch(/^[a-z ]+ on [a-z ]+$/);
    expect(ranking).toHaveLength(3);
    expect(ranking[0].score).toBeGreaterThan(ranking[2].score);
  }, 60_000);
});

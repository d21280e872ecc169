import { describe, expect, test, vi } from "vitest";
import { diagnose, type Probes } from "./diagnose.ts";
import type { Check } from "./diagnosis.ts";
import { formatDiagnosis } from "./formatDiagnosis.ts";

const fine = (name: Check["name"]) => async (): Promise<Check> => ({
  name,
  state: "ok",
  found: `${name} works`,
});
const probes = (changes: Partial<Probes> = {}): Probes => ({
  training: fine("training"),
  scoring: fine("scoring"),
  images: fine("images"),
  weights: fine("weights"),
  ...changes,
});

describe("diagnose", () => {
  test("is well where every part starts, and knows packages and variables, but no secrets", async () => {
    vi.stubEnv("FLAWLENS_THREADS", "3");
    vi.stubEnv("FLAWLENS_TOKEN", "secret");
    const found = await diagnose(probes());
    vi.unstubAllEnvs();
    expect(found).toMatchObject({ ok: true, node: process.version });
    expect(found.variables).toMatchObject({ FLAWLENS_THREADS: "3" });
    expect(JSON.stringify(found)).not.toContain("secret");
    const sharp = found.packages.find(({ name }) => name === "sharp");
    expect(sharp?.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("is well where a part is slow, and says what mends it", async () => {
    const slow: Check = {
      name: "scoring",
      state: "slow",
      found: "slow here",
      mend: "npm install x",
    };
    const found = await diagnose(probes({ scoring: async () => slow }));
    expect(found.ok).toBe(true);
    const text = formatDiagnosis(found);
    expect(text).toContain("slow    scoring: slow here\n        mend it: npm install x\n");
    expect(text).toMatch(/\n\nThis machine can train and score\.$/);
  });

  test("is not well where a part does not start, tries the others, and says what mends it", async () => {
    const images = () => Promise.reject(new Error("Could not load the sharp module\nmore"));
    const found = await diagnose(probes({ images }));
    expect(found.ok).toBe(false);
    expect(found.checks).toHaveLength(6);
    expect(formatDiagnosis(found)).toContain(
      "failed  images: Could not load the sharp module\n        more\n" +
        "        mend it: npm install --include=optional sharp",
    );
  });
});

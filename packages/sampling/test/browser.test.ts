import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const source = new URL("../src/", import.meta.url);
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !/\.test(-d)?\.ts$/.test(file),
);

test.each(files)(
  "%s imports this package, types of metrics and pure-rand only, and names nothing of Node",
  (file) => {
    const text = readFileSync(new URL(file, source), "utf8");
    const ofMetrics = /^import type \{[^}]*\} from "@flawlens\/metrics";$/gm;
    const imported = [...text.replace(ofMetrics, "").matchAll(/from "([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(imported.filter((name) => !/^(?:\.{1,2}\/|pure-rand\/)/.test(name))).toEqual([]);
    expect(text).not.toMatch(/\b(?:process|Buffer|require|__dirname)\b[.([]/);
  },
);

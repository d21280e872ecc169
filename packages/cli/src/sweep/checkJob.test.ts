import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import type { Context } from "../context.ts";
import { createProgram } from "../program.ts";
import { checkJob, jobOptions } from "./checkJob.ts";

const job = (...argv: string[]) => ({ id: "a", hash: "0".repeat(64), group: "a", argv });
const train = (...more: string[]) => job("train", "--data", "./parts", "--out", "./out/a", ...more);

describe("checkJob", () => {
  test("lets jobs through that stay inside of their root", () => {
    const trained = train("--method", "adl", "--set", "head.widths=[1]", "--weights", "timm/lite0:model.safetensors"); // prettier-ignore
    const shard = job("evaluate", "--model", "m.onnx", "--data", "d", "--out", "o", "--shard", "1/2"); // prettier-ignore
    expect(() => [trained, shard].map((one) => checkJob(one))).not.toThrow();
  });

  test.each([
    { argv: job("serve", "--model", "a"), says: "expected one of the commands train, predict, evaluate in job a, got serve" }, // prettier-ignore
    { argv: job("toString"), says: "got toString" },
    { argv: train("--live"), says: "expected options of a job of train in job a, got --live" },
    { argv: train("constructor"), says: "got constructor" },
    { argv: train("--method"), says: "expected a value of --method in job a, got none" },
    { argv: train("--method", "--refit"), says: "expected a value of --method" },
    { argv: train("--weights", "/etc/passwd"), says: "expected paths inside of the root" },
    { argv: train("--weights", "a/../../b"), says: "expected paths inside of the root" },
    { argv: train("--weights", "C:\\x"), says: "expected paths inside of the root" },
    { argv: train("--textures", "..\\x"), says: "expected paths inside of the root" },
    { argv: train("--textures", "~/x"), says: "expected paths inside of the root" },
    { argv: train("--weights", "file:///x"), says: "expected paths inside of the root" },
    { argv: train("--allow-outside"), says: "got --allow-outside" },
    { argv: train("--out", "./b"), says: "expected one --out in job a, got 2" },
    { argv: job("predict", "--model", "m", "--data", "https://10.0.0.1/x", "--out", "o"), says: "got https://10.0.0.1/x" }, // prettier-ignore
    { argv: job("train", "--data", "d"), says: "expected one --out in job a, got 0" },
  ])("refuses $argv.argv", ({ argv, says }) => {
    expect(() => checkJob(argv)).toThrow(says);
  });

  test("lets jobs read outside of their root where that is allowed, and never write there", () => {
    checkJob(train("--weights", "/w.safetensors", "--allow-outside"), { outside: true });
    checkJob(job("predict", "--data", "s3://b/x", "--out", "o"), { outside: true });
    expect(() => checkJob(job("train", "--out", "/o"), { outside: true })).toThrow("got /o");
  });

  test("knows no option that the commands do not have", () => {
    const program = createProgram({ terminal: {} } as Context);
    for (const [name, options] of Object.entries(jobOptions)) {
      const command = program.commands.find((one) => one.name() === name) as Command;
      const known = command.options.map(({ long }) => long);
      expect(known).toEqual(expect.arrayContaining(Object.keys(options)));
      const flags = command.options.filter(({ long, required, optional }) => long && Object.hasOwn(options, long) && !required && !optional); // prettier-ignore
      const nothing = Object.keys(options).filter((option) => options[option] === "nothing");
      expect(flags.map(({ long }) => long).toSorted()).toEqual(nothing.toSorted());
    }
  });
});

import { Command } from "commander";
import { expect, test } from "vitest";
import { queueOption } from "./queueOption.ts";

test("the queue comes from the command line, or from the environment", () => {
  const parse = (...args: string[]) =>
    new Command().addOption(queueOption()).parse(args, { from: "user" }).opts().queue as string;
  process.env.FLAWLENS_QUEUE = "redis://kept";
  expect([parse(), parse("--queue", "redis://given")]).toEqual(["redis://kept", "redis://given"]);
  delete process.env.FLAWLENS_QUEUE;
  expect(parse()).toBeUndefined();
});

import { expect, test } from "vitest";
import { jobOf } from "../../test/jobs.ts";
import { messageKey, messageSchema } from "./queueMessage.ts";

const message = { sweep: "out/sweep", job: jobOf("a") };

test("a job of a sweep has one key, and any other another", () => {
  expect(messageKey(message)).toMatch(/^a\.[0-9a-f]{16}$/);
  const others = [
    { ...message, sweep: "out/other" },
    { ...message, job: { ...message.job, hash: "0".repeat(64) } },
  ];
  const keys = [message, ...others].map(messageKey);
  expect(new Set(keys).size).toBe(3);
});

test("a message has nothing more than a job and its sweep", () => {
  expect(messageSchema.parse(message)).toEqual(message);
  expect(messageSchema.safeParse({ ...message, command: "rm" }).success).toBe(false);
  expect(messageSchema.safeParse({ ...message, job: null }).success).toBe(false);
});

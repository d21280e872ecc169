import { describe, expect, test } from "vitest";
import { queueAddress } from "./queueAddress.ts";

describe("queueAddress", () => {
  test.each([
    { text: "redis://127.0.0.1:6379/1", kind: "redis", shown: "redis://127.0.0.1:6379/1" },
    { text: "rediss://:secret@host", kind: "redis", shown: "rediss://host" },
    { text: "postgres://me:a%20b@host/db", kind: "postgres", shown: "postgres://me@host/db" },
    { text: "postgresql://host/db?password=secret&sslmode=require", kind: "postgres", shown: "postgresql://host/db?sslmode=require" }, // prettier-ignore
  ])("$shown is one of $kind", ({ text, kind, shown }) => {
    expect(queueAddress(text)).toMatchObject({ kind, shown, url: text });
  });

  test("takes the password out of what drivers say, in each of its forms", () => {
    const { hide } = queueAddress("postgres://me:a%20b@host/db");
    expect(hide("failed for a%20b, which is a b")).toBe("failed for ***, which is ***");
  });

  test.each(["", "secret", "http://me:secret@host", "file:///secret"])(
    "refuses %j, and does not repeat it",
    (text) => {
      expect(() => queueAddress(text)).toThrow(/^queueAddress: expected an address .* got (something else|http:\/\/\.\.\.|file:\/\/\.\.\.)$/); // prettier-ignore
    },
  );
});

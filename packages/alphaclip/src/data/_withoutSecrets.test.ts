import { describe, expect, test } from "vitest";

import { withoutSecrets } from "./_withoutSecrets.ts";

describe("withoutSecrets", () => {
  const hidden = withoutSecrets(['sk-a/b"c', "sk-a/b", "v1", ""]);

  test.each([
    { of: "as it is", text: 'not sk-a/b"c, try sk-a/b', shown: "not ..., try ..." },
    { of: "as JSON", text: String.raw`{"error":"sk-a/b\"c"}`, shown: '{"error":"..."}' },
    {
      of: "in an address",
      text: "https://x/sk-a%2Fb%22c/y?k=sk-a%2fb",
      shown: "https://x/.../y?k=...",
    },
    { of: "that is too short, not", text: "/v1/chat", shown: "/v1/chat" },
  ])("hides a secret $of", ({ text, shown }) => {
    expect(hidden(text)).toBe(shown);
  });

  test("leaves a text as it is where there is nothing to hide", () => {
    expect(withoutSecrets([])("a.b")).toBe("a.b");
  });
});

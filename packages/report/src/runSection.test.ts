import { expect, test } from "vitest";
import { html } from "./_html.ts";
import { runSection } from "./runSection.ts";

test("runSection tells facts in order, then versions and the configuration, all escaped", () => {
  const facts = [
    ["Seed", "1"],
    ["Data", html`<code>a</code>`],
    ["Name", "<b>"],
  ] as const;
  const page = runSection(facts, {
    versions: { node: "20", ort: "1.30" },
    config: { a: "</pre>" },
  });
  const names = [...page.html.matchAll(/<dt>(.*?)<\/dt>/g)].map(([, name]) => name);
  expect(names).toEqual(["Seed", "Data", "Name", "Versions"]);
  expect(page.html).toContain("<dd><code>a</code></dd>");
  expect(page.html).toContain("<dd>&lt;b&gt;</dd>");
  expect(page.html).toContain("node 20, ort 1.30");
  expect(page.html).not.toContain('"</pre>"');
});

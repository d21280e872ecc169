import { expect, test } from "vitest";
import { breakable, html, raw } from "./_html.ts";

test("html escapes values, not HTML, and drops what is absent", () => {
  const inner = html`<b>${"<i>"}</b>`;
  expect(html`<p title="${`"'&`}">${inner}${null}${false}${undefined}${[1, inner]}</p>`.html).toBe(
    '<p title="&quot;&#39;&amp;"><b>&lt;i&gt;</b>1<b>&lt;i&gt;</b></p>',
  );
  expect(html`${raw("<hr>")}`.html).toBe("<hr>");
});

test("breakable lets a name break between its parts, escaped", () => {
  expect(breakable("MT_Break/exp1.jpg").html).toBe("MT_<wbr>Break/<wbr>exp1.<wbr>jpg");
  expect(breakable("<a__b>").html).toBe("&lt;a__<wbr>b&gt;");
});

/** Text that is HTML already, so that it is not escaped again. */
export interface Html {
  readonly html: string;
}

type Content = string | number | Html | readonly Content[] | null | false | undefined;

/** HTML with every value escaped, except {@link Html} itself; `null` and `false` leave nothing. */
export function html(parts: TemplateStringsArray, ...values: Content[]): Html {
  return { html: parts.reduce((text, part, i) => text + render(values[i - 1]) + part) };
}

/** Trusted text: only for what this package wrote itself. */
export function raw(text: string): Html {
  return { html: text };
}

/** A name that may break after the marks between its parts: `exp1_num_17.jpg`. */
export function breakable(name: string): Html {
  const parts = name.split(/(?<=[_/.-])(?=[^_/.-])/);
  return { html: parts.map(escape).join("<wbr>") };
}

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (Array.isArray(content)) return content.map(render).join("");
  if (typeof content === "object") return (content as Html).html;
  return escape(String(content));
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]);
}

/** A value that YAML can say. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | readonly YamlValue[]
  | { [key: string]: YamlValue | undefined };

/**
 * A value as YAML: two spaces a level, keys in their order, those that are undefined left out. A text that YAML could take
 * for something else is in quotation marks, as JSON has them.
 */
export function toYaml(value: YamlValue): string {
  return `${block(value, "").trimStart()}\n`;
}

function block(value: YamlValue | undefined, indent: string): string {
  if (Array.isArray(value))
    return value.length === 0
      ? " []"
      : value.map((item) => `\n${indent}- ${block(item, `${indent}  `).trimStart()}`).join("");
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, inside]) => inside !== undefined);
    if (entries.length === 0) return " {}";
    const line = ([key, inside]: (typeof entries)[number]) => {
      const deeper = Array.isArray(inside) ? indent : `${indent}  `;
      return `\n${indent}${scalar(key)}:${block(inside, deeper)}`;
    };
    return entries.map(line).join("");
  }
  return ` ${scalar(value as string | number | boolean | null)}`;
}

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== "string") return String(value);
  const plain = /^[A-Za-z/][\w./-]*$/.test(value) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value); // prettier-ignore
  return plain ? value : JSON.stringify(value);
}

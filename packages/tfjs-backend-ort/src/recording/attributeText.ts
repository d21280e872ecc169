/**
 * A kernel's attributes as text: equal for equal attributes and for no others. JSON would do, but it
 * has no infinities and no -0, and takes several times as long; this is written for every call of
 * every kernel.
 */
export function attributeText(value: unknown): string {
  switch (typeof value) {
    case "number":
      return value === 0 && Object.is(value, -0) ? "-0" : `${value}`;
    case "string":
      return JSON.stringify(value);
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value) || ArrayBuffer.isView(value)) {
        let list = "[";
        for (const item of value as unknown[]) list += `${attributeText(item)},`;
        return `${list}]`;
      }
      let record = "{";
      for (const name in value) {
        const item = (value as Record<string, unknown>)[name];
        if (item !== undefined) record += `${name}:${attributeText(item)},`;
      }
      return `${record}}`;
    }
    default:
      return `${value as boolean}`;
  }
}

import { shown } from "./_shown.ts";

/** What is wrong with an untrusted value, the first few in words and all counted. */
export class Problems {
  readonly texts: string[] = [];
  count = 0;

  /** @param path - Keys from the outermost value to the wrong one. */
  add(path: readonly string[], wanted: string, found: unknown): void {
    if (++this.count > 5) return;
    const place = path.map((key) => key.slice(0, 60)).join(".");
    this.texts.push(`${place}: expected ${wanted}, got ${shown(found)}`);
  }
}

/** Reads an untrusted value, and adds what is wrong with it to `problems`: then what it returns is of no use. */
export type Reader<T> = (value: unknown, path: readonly string[], problems: Problems) => T;

export interface Bounds {
  least?: number;
  above?: number;
  most?: number;
}

export const number =
  ({ least, above, most, whole = false }: Bounds & { whole?: boolean } = {}): Reader<number> =>
  (read, path, problems) => {
    const value = read as number;
    if (!Number.isFinite(value)) problems.add(path, "a finite number", value);
    else if (whole && !Number.isSafeInteger(value)) problems.add(path, "a whole number", value);
    else if (least !== undefined && value < least) problems.add(path, `at least ${least}`, value);
    else if (above !== undefined && value <= above) problems.add(path, `more than ${above}`, value);
    else if (most !== undefined && value > most) problems.add(path, `at most ${most}`, value);
    return value;
  };

export const text =
  ({ least = 0, most = Infinity }: Bounds = {}): Reader<string> =>
  (value, path, problems) => {
    if (typeof value !== "string") problems.add(path, "a text", value);
    else if (value.length < least) problems.add(path, `at least ${least} characters`, value);
    else if (value.length > most) problems.add(path, `at most ${most} characters`, value);
    return value as string;
  };

export const oneOf =
  <const T extends string | number>(...values: T[]): Reader<T> =>
  (value, path, problems) => {
    if (!values.includes(value as T))
      problems.add(path, values.map((one) => JSON.stringify(one)).join(" or "), value);
    return value as T;
  };

export const list =
  <T>(item: Reader<T>, { least = 0, most = Infinity }: Bounds = {}): Reader<T[]> =>
  (value, path, problems) => {
    if (!Array.isArray(value)) problems.add(path, "a list", value);
    else if (value.length < least) problems.add(path, `at least ${least} entries`, value);
    else if (value.length > most) problems.add(path, `at most ${most} entries`, value);
    else return value.map((one, i) => item(one, [...path, String(i)], problems));
    return [];
  };

/** A record by names of any kind, `__proto__` among them. */
export const record =
  <T>(item: Reader<T>, name: Reader<string> = text()): Reader<Record<string, T>> =>
  (value, path, problems) => {
    if (!isObject(value)) {
      problems.add(path, "an object", value);
      return {};
    }
    const entries = Object.entries(value).map(([key, one]) => {
      const inner = [...path, key];
      return [name(key, inner, problems), item(one, inner, problems)] as const;
    });
    return Object.fromEntries(entries);
  };

/** An object of known fields; others are left out, as are those that are read as undefined. */
export const object =
  <T>(fields: { [Key in keyof T]-?: Reader<T[Key]> }): Reader<T> =>
  (value, path, problems) => {
    if (!isObject(value)) {
      problems.add(path, "an object", value);
      return {} as T;
    }
    const read = Object.entries<Reader<unknown>>(fields).map(([key, reader]) => [
      key,
      reader(value[key], [...path, key], problems),
    ]);
    return Object.fromEntries(read.filter(([, one]) => one !== undefined)) as T;
  };

export const nullable =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, path, problems) =>
    value === null ? null : reader(value, path, problems);

export const optional =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (value, path, problems) =>
    value === undefined ? undefined : reader(value, path, problems);

/** Anything at all, as it is. */
export const anything: Reader<unknown> = (value) => value;

/** A value of which something else must hold too, which is asked where it is right by itself. */
export const where =
  <T>(reader: Reader<T>, holds: (value: T) => boolean, wanted: string): Reader<T> =>
  (value, path, problems) => {
    const before = problems.count;
    const read = reader(value, path, problems);
    if (problems.count === before && !holds(read)) problems.add(path, wanted, value);
    return read;
  };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

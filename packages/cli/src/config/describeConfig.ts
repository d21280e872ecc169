import { z } from "zod";

/** One key of a configuration, as people are told of it. */
export interface ConfigKey {
  /** The full key, with the keys that it lies in: `head.widths`. */
  key: string;
  /** The sentence of its schema; empty if there is none. */
  description: string;
  /** The type of its value, such as `integer`, `list of numbers`, `"mean" | "max"`, `object | null`. */
  type: string;
  /**
   * The range of its value, such as `1 or more`, `above 0`, `0 to 1`; empty where any value of the type is
   * allowed.
   */
  range: string;
  /** The default value as plain JSON; absent if there is none. */
  default?: unknown;
  /** Whether it must be given. */
  required: boolean;
  /** The condition under which the key exists: `encoder.network is "small"`. Empty for most keys. */
  when: string;
}

/** The part of JSON Schema that zod's own types become. */
interface JsonSchema {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
}

/**
 * Every key of a configuration in the schema's order, nested ones after the key they lie in; keys
 * that exist in one alternative of a union only say in which. Taken from the schema itself, so
 * that it cannot say anything else than what is accepted.
 *
 * @param schema - An object, as a method's `config` is. Refinements are not seen: what they ask for
 *   belongs in the sentences.
 */
export function describeConfig(schema: z.ZodType): ConfigKey[] {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  return keysOf(json, "", "", undefined);
}

/**
 * The keys inside of an object or of a union's objects.
 *
 * @param given - The whole object's default, which keys without one of their own take theirs from.
 */
function keysOf(schema: JsonSchema, prefix: string, when: string, given: unknown): ConfigKey[] {
  const objects = alternativesOf(schema).filter(({ properties }) => properties);
  const discriminator = discriminatorOf(objects);
  const seen = new Set<string>();
  return objects.flatMap((object) =>
    Object.entries(object.properties!).flatMap(([name, property]) => {
      const key = prefix + name;
      if (name === discriminator) {
        if (seen.has(name)) return [];
        seen.add(name);
        const values = objects.map(({ properties }) => properties![name]);
        return keyAndInside(key, { ...property, ...merged(values) }, { when, given: given, object, name }); // prettier-ignore
      }
      const only =
        discriminator && `${prefix}${discriminator} is ${constOf(object, discriminator)}`;
      const condition = [when, only].filter(Boolean).join(" and ");
      return keyAndInside(key, property, { when: condition, given, object, name });
    }),
  );
}

function keyAndInside(
  key: string,
  property: JsonSchema,
  { when, given, object, name }: { when: string; given: unknown; object: JsonSchema; name: string },
): ConfigKey[] {
  const own = property.default ?? (given as Record<string, unknown> | undefined)?.[name];
  const value = "default" in property ? property.default : own;
  const row: ConfigKey = {
    key,
    description: property.description ?? "",
    type: typeOf(property),
    range: rangeOf(property),
    ...(value !== undefined && { default: value }),
    required: value === undefined && (object.required?.includes(name) ?? false),
    when,
  };
  return [row, ...keysOf(property, `${key}.`, when, value)];
}

/** A union's alternatives, of unions in it too; any other schema is its own. */
function alternativesOf(schema: JsonSchema): JsonSchema[] {
  const inside = schema.anyOf ?? schema.oneOf;
  return inside ? inside.flatMap(alternativesOf) : [schema];
}

/** The key that has another constant in each of several objects. */
function discriminatorOf(objects: readonly JsonSchema[]): string | undefined {
  if (objects.length < 2) return undefined;
  return Object.keys(objects[0].properties!).find((name) =>
    objects.every(({ properties }) => properties![name] && constants(properties![name])),
  );
}

function constants({ const: constant, enum: values }: JsonSchema): unknown[] | undefined {
  return values ?? (constant === undefined ? undefined : [constant]);
}

function merged(schemas: readonly JsonSchema[]): JsonSchema {
  return { const: undefined, enum: schemas.flatMap((schema) => constants(schema) ?? []) };
}

function constOf({ properties }: JsonSchema, name: string): string {
  return words(constants(properties![name]) ?? [], " or ");
}

function words(values: readonly unknown[], between: string): string {
  return values.map((value) => JSON.stringify(value)).join(between);
}

function typeOf(schema: JsonSchema): string {
  const values = constants(schema);
  if (values) return words(values, " | ");
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 1) return [...new Set(alternatives.map(typeOf))].join(" | ");
  if (schema.type === "boolean") return "true | false";
  if (schema.type === "array") return `list of ${plural(schema.items)}`;
  return schema.type ?? "anything";
}

function plural(items: JsonSchema | undefined): string {
  if (!items) return "anything";
  const type = typeOf(items);
  if (type.startsWith("list of")) return type.replace("list", "lists");
  return /^(integer|number|string|object)$/.test(type) ? `${type}s` : type;
}

function rangeOf(schema: JsonSchema): string {
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 1) return alternatives.map(rangeOf).filter(Boolean).join(", or ");
  const { items, minItems, maxItems, minLength, multipleOf } = schema;
  const parts = [
    interval(schema),
    multipleOf !== undefined && `a multiple of ${multipleOf}`,
    minLength !== undefined && "not empty",
    minItems !== undefined && minItems === maxItems && `${minItems} items`,
    minItems !== undefined && minItems !== maxItems && `${minItems} or more items`,
    maxItems !== undefined && minItems !== maxItems && `at most ${maxItems} items`,
    items && rangeOf(items) && `each ${rangeOf(items).replace(/^each /, "")}`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** Whole numbers above 0 are 1 or more; the largest whole number that a number can be is no limit. */
function interval({ type, ...limits }: JsonSchema): string {
  const whole = type === "integer";
  const { exclusiveMinimum, exclusiveMaximum } = limits;
  const above = whole && exclusiveMinimum !== undefined ? undefined : exclusiveMinimum;
  const below = whole && exclusiveMaximum !== undefined ? undefined : exclusiveMaximum;
  const least = whole && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : limits.minimum;
  const most = whole && exclusiveMaximum !== undefined ? exclusiveMaximum - 1 : limits.maximum;
  const from = least !== undefined && least > Number.MIN_SAFE_INTEGER ? least : undefined;
  const to = most !== undefined && most < Number.MAX_SAFE_INTEGER ? most : undefined;
  if (from !== undefined && to !== undefined) return `${from} to ${to}`;
  const lower = above !== undefined ? `above ${above}` : from !== undefined && `${from} or more`;
  const upper = below !== undefined ? `below ${below}` : to !== undefined && `at most ${to}`;
  return [lower, upper].filter(Boolean).join(" and ");
}

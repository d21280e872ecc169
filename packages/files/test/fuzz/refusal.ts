/**
 * "refused" for an error in the house's form, `function: expected ..., got ...`, which names what must be named.
 *
 * @param kind - The class it must be of.
 * @throws The error as a fault otherwise.
 */
export function refusal(
  error: unknown,
  { kind = Error, naming = "" }: { kind?: new (...args: never[]) => Error; naming?: string } = {},
): "refused" {
  if (!(error instanceof Error)) throw new Error(`thrown: ${String(error)}`);
  const { name, message } = error;
  const inForm = /^[a-zA-Z]+: (.*: )?(expected|cannot use) /s.test(message);
  if (inForm && error instanceof kind && message.includes(naming)) return "refused";
  const wanted = `${kind.name} "function: expected ..."${naming && `, naming ${naming}`}`;
  throw new Error(`expected ${wanted}, got ${name}: ${message.slice(0, 500)}`, { cause: error });
}

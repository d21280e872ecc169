/**
 * An error's message without the names of functions that messages of FlawLens begin with: whoever looks at the page has
 * called none.
 *
 * @example
 * plainMessage(new Error("readPixels: expected an image, got a.txt")); // => "Expected an image, got a.txt"
 */
export function plainMessage(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem);
  const plain = text.replaceAll(/(^|: )([a-z]+(?:[A-Z][A-Za-z]*)+: )+/g, "$1");
  return plain.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

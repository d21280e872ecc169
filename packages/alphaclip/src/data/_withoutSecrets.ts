/** Fewer characters are no secret, and stand in many words. */
const fewest = 4;

/**
 * A function that replaces secrets in a text by `...`: as they are, as JSON escapes them, and as an address does,
 * in any case of its hexadecimal digits. Texts of fewer than 4 characters are not taken for secrets.
 *
 * @param secrets - Without lone surrogates, as keys and queries of addresses are.
 */
export function withoutSecrets(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .flatMap((secret) => (secret.length < fewest ? [] : formsOf(secret)))
    .toSorted((a, b) => b.length - a.length); // a form may be part of a longer one
  if (!forms.length) return (text) => text;
  const literal = (form: string) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(forms.map(literal).join("|"), "gi");
  return (text) => text.replace(pattern, "...");
}

function formsOf(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  return [secret, escaped, encodeURI(secret), encodeURIComponent(secret)];
}

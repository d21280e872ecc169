import { nameKey } from "./_names.ts";

/**
 * The categories to read: the one that was named, or all of them.
 *
 * @param caller - Named in errors.
 * @param where - Folder that was looked at.
 * @throws {RangeError} If there is no category of that name.
 */
export function chooseCategory<Place extends { name: string }>(
  caller: string,
  where: string,
  there: readonly Place[],
  category: string | undefined,
): readonly Place[] {
  if (category === undefined) return there;
  const chosen = there.filter(({ name }) => name.normalize("NFC") === category.normalize("NFC"));
  const like = there.filter(({ name }) => nameKey(name) === nameKey(category));
  if (chosen.length > 0) return chosen;
  if (like.length === 1) return like;
  throw new RangeError(
    `${caller}: expected { category } (--category) as one of ${there.map(({ name }) => name).join(", ")} in ${where}, got "${category}"`,
  );
}

/** The name of a data set of which only one category was read: "mvtec/nut". */
export function nameWithin(
  name: string,
  all: readonly { name: string }[],
  chosen: readonly { name: string }[],
): string {
  return chosen.length < all.length ? `${name}/${chosen[0].name}` : name;
}

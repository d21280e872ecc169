import { isNormalClass } from "./_classes.ts";

/**
 * Refuses a name for normal images that nothing bears: it would turn all of them into defects.
 *
 * @param caller - Named in errors.
 * @param where - Folder or file that was read.
 * @param normal - The name that the user gave, if any.
 * @param names - The classes that were found.
 * @param kind - What bears such a name: "folder" or "label".
 * @throws {Error} If none of them is the named one.
 */
export function checkNormalName(
  caller: string,
  where: string,
  normal: string | undefined,
  names: readonly string[],
  kind: "folder" | "label",
): void {
  if (normal === undefined || names.some((name) => isNormalClass(name, normal))) return;
  const there = [...new Set(names)];
  throw new Error(
    `${caller}: expected a ${kind} "${normal}" of normal images in ${where}, got ${there.slice(0, 10).join(", ") || "none"}` +
      `${there.length > 10 ? ", ..." : ""}; give one of these names as { normal }`,
  );
}

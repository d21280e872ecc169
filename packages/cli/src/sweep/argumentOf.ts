/** The word that follows an option on a job's command line; undefined where the option is not there. */
export function argumentOf<Word>(
  argv: readonly (Word | string)[],
  option: string,
): Word | string | undefined {
  const at = argv.indexOf(option);
  return at < 0 ? undefined : argv[at + 1];
}

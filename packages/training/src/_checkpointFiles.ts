/** The files of one checkpoint: the newest, the one being written, and the previous one. */
export function checkpointFiles(file: string) {
  return { newest: file, partial: `${file}.partial`, previous: `${file}.previous` };
}

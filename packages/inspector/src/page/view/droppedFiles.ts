import type { Given } from "../logic/matchFiles.ts";

/** Files that are chosen in a field; of a folder with their paths from it. */
export function chosenFiles(list: FileList | null): Given[] {
  return Array.from(list ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Files that are dropped, those in dropped folders with them. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<Given[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()); // now: the list is emptied soon
  const found = entries.filter((entry) => entry !== null);
  if (found.length === 0) return chosenFiles(files);
  return (await Promise.all(found.map(filesIn))).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<Given[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: Given[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files; // browsers give a folder in parts
    for (const inner of some) files.push(...(await filesIn(inner)));
  }
}

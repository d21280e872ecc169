/** The texts of the body's cells of every table in a page, row by row; names of rows count as cells. */
export function tableRows(page: string): string[][][] {
  return [...page.matchAll(/<tbody>([^]*?)<\/tbody>/g)].map(([, body]) =>
    [...body.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row]) =>
      [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) =>
        cell
          .replaceAll(/<[^>]*>/g, "")
          .replaceAll(/\s+/g, " ")
          .trim(),
      ),
    ),
  );
}

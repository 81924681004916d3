/** Tables of a Markdown text as GitHub Flavored Markdown 0.29, section 4.10, reads them; written for tests alone. */
export function readTables(markdown: string): { heads: string[]; rows: string[][] }[] {
  const lines = markdown.split(/\r\n|\n|\r/);
  const tables: { heads: string[]; rows: string[][] }[] = [];
  for (let at = 1; at < lines.length; at += 1) {
    const marks = cellsIn(lines[at] ?? "");
    const heads = cellsIn(lines[at - 1] ?? "");
    if (
      !(lines[at] ?? "").includes("|") ||
      !marks.every((mark) => /^:?-+:?$/.test(mark)) ||
      marks.length !== heads.length
    )
      continue;
    const rows: string[][] = [];
    for (at += 1; at < lines.length && (lines[at] ?? "").trim() !== "" && !/^ {0,3}<!--/.test(lines[at] ?? ""); at += 1)
      rows.push(cellsIn(lines[at] ?? ""));
    tables.push({ heads, rows });
  }
  return tables;
}

/** An escaped pipe belongs to its cell, in code spans too. */
function cellsIn(line: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let at = 0;
  const text = line.trim();
  if (text[0] === "|") at = 1;
  for (; at < text.length; at += 1) {
    const next = text[at + 1];
    if (text[at] === "\\" && next !== undefined) {
      cell += next === "|" ? "|" : `\\${next}`;
      at += 1;
    } else if (text[at] === "|") {
      cells.push(cell.trim());
      cell = "";
    } else cell += text[at];
  }
  return cell.trim() === "" ? cells : [...cells, cell.trim()];
}

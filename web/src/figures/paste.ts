/** What was pasted from a sheet, as rows of cells; null when it is a single value. */
export function sheet(text: string): string[][] | null {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  const rows = lines.map((line) => line.split("\t").map((cell) => cell.trim()));
  return rows.length > 1 || (rows[0]?.length ?? 0) > 1 ? rows : null;
}

type Row = { key: string; name: string };
export type Placed = { values: Map<string, string>; unmatched: number };

/**
 * Place pasted rows on the list: by name where the first column names an indicator, else downwards from the cell
 * pasted into. The value is a row's last filled cell; an empty cell leaves what stands there.
 */
export function place(pasted: string[][], rows: Row[], from: string): Placed {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const named = pasted.filter((cells) => cells.length > 1 && byName.has(cells[0] ?? "")).length > 0;
  const start = rows.findIndex(({ key }) => key === from);
  const values = new Map<string, string>();
  let unmatched = 0;
  pasted.forEach((cells, index) => {
    const target = named ? byName.get(cells[0] ?? "") : rows[start + index];
    const value = (named ? cells.slice(1) : cells).filter(Boolean).at(-1);
    if (!target) unmatched += value ? 1 : 0;
    else if (value) values.set(target.key, value);
  });
  return { values, unmatched };
}

type Column = { key: string; name: string };

/**
 * Place pasted rows on a grid of rows and columns; keys are "row|column". A head line that names columns, and a first
 * column that names rows, say where a value goes; what they do not say follows from the cell pasted into. An empty
 * cell leaves what stands there.
 */
export function placeOnGrid(pasted: string[][], rows: Row[], columns: Column[], from: { row: string; column: string }): Placed {
  const [head = []] = pasted;
  const named = (cells: string[], known: { name: string }[]) => cells.some((cell) => known.some(({ name }) => name === cell));
  const byColumn = named(head, columns);
  const body = byColumn ? pasted.slice(1) : pasted;
  const byRow = named(body.map(([first = ""]) => first), rows);
  const firstRow = rows.findIndex(({ key }) => key === from.row);
  const firstColumn = columns.findIndex(({ key }) => key === from.column);
  const values = new Map<string, string>();
  let unmatched = 0;
  body.forEach((cells, down) => {
    const row = byRow ? rows.find(({ name }) => name === cells[0]) : rows[firstRow + down];
    cells.forEach((value, across) => {
      if (!value || (byRow && across === 0)) return;
      const column = byColumn ? columns.find(({ name }) => name === head[across]) : columns[firstColumn + across - (byRow ? 1 : 0)];
      if (row && column) values.set(`${row.key}|${column.key}`, value);
      else unmatched += 1;
    });
  });
  return { values, unmatched };
}

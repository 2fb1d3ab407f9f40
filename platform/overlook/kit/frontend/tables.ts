// Reading a table that somebody pasted, with refusals that name row and column: `overlook/kit/tables.py` in TypeScript, in
// the same words. No DOM here. Rows are counted as a spreadsheet counts them.
import { Refused } from "./drawn.ts";

export const MOST_BYTES = 64 * 1024;
const LARGEST = 1e12;
const TOLD = 5;
const NAME = 60;
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity|#?n\/?a!?|null|none)$/i;
// Half a surrogate pair is found by the last part: a whole one is a single character here.
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\p{Surrogate}/u;
// What Python strips; JavaScript's own `trim` takes a mark of order besides, and leaves a next line.
const ENDS = /^(?:[^\S\ufeff]|\x85)+|(?:[^\S\ufeff]|\x85)+$/g;
const strip = (text: string) => text.replace(ENDS, "");

type Row = [number: number, cells: string[]];

export interface Grid {
  header: Row | null;
  body: Row[];
  width: number;
  /** Of the columns; one without a name is called by its place. */
  names: string[];
}

/** The first five faults, and how many more there are. */
export function refused(problems: string[]): Refused {
  const more = problems.length - TOLD;
  return new Refused([...problems.slice(0, TOLD), ...(more > 1 ? [`And ${more} more of the kind.`] : more === 1 ? ["And one more."] : [])]);
}

/** Before anything of it is read: no table that we take is longer. */
export function sized(bytes: number): void {
  if (bytes > MOST_BYTES) throw new Refused([`The data are longer than ${MOST_BYTES / 1024} KB. Leave out rows or columns.`]);
}

/** The text of a file: UTF-8 or UTF-16, else as Western offices wrote. */
export function decoded(bytes: Uint8Array): string {
  sized(bytes.length);
  const marks = `${bytes[0]} ${bytes[1]}`;
  if (marks === "255 254" || marks === "254 255") return new TextDecoder(marks === "255 254" ? "utf-16le" : "utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The cells: comma, semicolon or tab between the values, decimal comma where it is not the separator. */
export function grid(content: string): Grid {
  sized(content.length);
  sized(new TextEncoder().encode(content).length);
  const found = CONTROLS.exec(content);
  if (found) {
    const row = content.slice(0, found.index).split("\n").length;
    throw new Refused([`Row ${row} holds a character that is no text. Save the table as CSV (UTF-8) first.`]);
  }
  const rows = rowsOf(content.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"));
  const first = rows[0];
  if (!first) throw new Refused(["There are no rows: paste the numbers, one row a line."]);
  const header: Row | null = first[1].some((cell) => NUMBER.test(cell) || NOT_FINITE.test(cell)) ? null : [first[0], first[1].map(short)];
  const width = first[1].length;
  const names = first[1].map((_, place) => header?.[1][place] || `column ${place + 1}`);
  return { header, body: header ? rows.slice(1) : rows, width, names };
}

const short = (name: string) => [...name].slice(0, NAME).join("");

function rowsOf(text: string): Row[] {
  const lines = text.split("\n");
  const leading = (lines.find((line) => strip(line)) ?? "").replace(/"[^"]*"/g, "");
  const separator = [";", "\t"].find((mark) => leading.includes(mark)) ?? ",";
  const rows = [...split(lines, separator)].filter(([, cells]) => cells.some(Boolean));
  const trailing = rows.every(([, cells]) => cells.length > 1 && !cells.at(-1));
  return trailing ? rows.map(([number, cells]): Row => [number, cells.slice(0, -1)]) : rows;
}

/** As Python's strict reader of CSV does it: a quoted value may hold the separator, two quotation marks for one, and go on
 * in the next line. */
function* split(lines: string[], separator: string): Generator<Row> {
  let cells: string[] = [];
  let cell = "";
  let state: "start" | "bare" | "quoted" | "closed" = "start";
  for (const [index, line] of lines.entries()) {
    for (const letter of line) {
      if (state === "quoted") {
        if (letter === '"') state = "closed";
        else cell += letter;
      } else if (letter === separator) {
        cells.push(cleaned(cell, separator));
        [cell, state] = ["", "start"];
      } else if (state === "closed") {
        if (letter !== '"') throw unclosed(index);
        cell += '"';
        state = "quoted";
      } else if (state === "start" && letter === '"') {
        state = "quoted";
      } else if (state === "bare" || letter !== " ") {
        cell += letter;
        state = "bare";
      }
    }
    if (state === "quoted") continue;
    yield [index + 1, [...cells, cleaned(cell, separator)]];
    [cells, cell, state] = [[], "", "start"];
  }
  if (state === "quoted") throw unclosed(lines.length - 1);
}

const unclosed = (index: number) => new Refused([`Row ${index + 1}: a quotation mark is not closed.`]);

function cleaned(text: string, separator: string): string {
  const cell = strip(text).replaceAll("\u2212", "-").replaceAll("\u00a0", "");
  const dotted = cell.replace(",", ".");
  return separator !== "," && NUMBER.test(dotted) ? dotted : cell;
}

/** What is wrong with a table as a whole. */
export function shapeFaults({ header, body, width }: Grid, mostRows: number, mostColumns: number): string[] {
  const found: string[] = [];
  if (!body.length) found.push("There is a header and nothing below it: paste the numbers too.");
  if (body.length > mostRows) found.push(`There are ${body.length} rows, and the limit is ${mostRows}. Leave out those after row ${body[mostRows - 1]![0]}.`);
  if (width > mostColumns) found.push(`There are ${width} columns, and the limit is ${mostColumns}. Leave out those after the ${mostColumns}th.`);
  header?.[1].forEach((name, place) => {
    if (name && header[1].indexOf(name) < place) found.push(`Row ${header[0]}, column ${place + 1}: there is another column called “${name}”.`);
  });
  return found;
}

/** Rows that are too long or too short, and cells of the columns at `places` that hold no number. */
export function cellFaults(grid: Grid, places: number[]): string[] {
  const { header, body, width } = grid;
  const first = header ? "the header" : `row ${body[0]?.[0]}`;
  return body.flatMap(([number, cells], index) => {
    if (cells.length !== width) {
      const here = cells.length === 1 ? "1 value" : `${cells.length} values`;
      return [`Row ${number}, column ${Math.min(cells.length, width) + 1}: the row has ${here}, and ${first} has ${width}.`];
    }
    return places.flatMap((place) => {
      const wrong = wrongWith(cells[place]!, index === 0 && !header);
      return wrong ? [`Row ${number}, ${columnName(grid, place)}: ${wrong}`] : [];
    });
  });
}

/** As in `column 2 (score)`. */
export function columnName({ header }: Grid, place: number): string {
  const name = header?.[1][place];
  return `column ${place + 1}${name ? ` (${name})` : ""}`;
}

/** A cell as a refusal quotes it. */
export function shown(cell: string): string {
  const letters = [...cell];
  return `“${letters.length <= 30 ? cell : `${letters.slice(0, 29).join("")}…`}”`;
}

function wrongWith(cell: string, first: boolean): string {
  if (!cell) return "the value is missing. Fill it in, or leave the row out.";
  if (NOT_FINITE.test(cell)) return `${shown(cell)} is no finite number. Fill the value in, or leave the row out.`;
  if (!NUMBER.test(cell)) return `${shown(cell)} is not a number.${first ? " A header must hold no number at all." : ""}`;
  if (Math.abs(Number(cell)) > LARGEST) return `${shown(cell)} is too large: values go up to 1e+12.`;
  return "";
}

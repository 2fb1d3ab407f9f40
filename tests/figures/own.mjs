// Reads what it is given on standard input as a reader's own table, and answers with the data, the picture and the words, or
// with what is wrong.
import { read } from "../../platform/overlook/kit/frontend/columns.ts";

let asked = "";
for await (const chunk of process.stdin) asked += chunk;
const answers = [];
for (const { module, wanted, text, columns, states } of JSON.parse(asked)) {
  const kind = await (await import(module)).default.own();
  try {
    const data = read(kind, wanted, text, columns);
    const views = states.map(({ state, width }) => ({
      scene: kind.picture.scene(state, data, width, "fig"),
      height: kind.picture.height(state, width),
      say: kind.picture.describe(state, data),
      measure: kind.picture.measure(state, data),
      handles: kind.picture.handles(state, data, width).map(({ param, x, y }) => [param, x, y]),
      table: kind.table(state, data),
    }));
    answers.push({ data, views });
  } catch (error) {
    if (!error.problems) throw error;
    answers.push({ problems: error.problems });
  }
}
process.stdout.write(JSON.stringify(answers));

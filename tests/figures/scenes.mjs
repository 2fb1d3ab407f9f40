// Draws what it is asked on standard input, without a browser, and answers with the shapes and the sentence.
const kinds = new Map();
let asked = "";
for await (const chunk of process.stdin) asked += chunk;
const answers = [];
for (const { module, state, data, width, id } of JSON.parse(asked)) {
  if (!kinds.has(module)) kinds.set(module, (await import(module)).picture);
  const picture = kinds.get(module);
  answers.push({
    height: picture.height(state, width),
    scene: picture.scene(state, data, width, id),
    say: picture.describe(state, data),
    measure: picture.measure(state, data),
    handles: picture.handles(state, data, width).map(({ param, x, y }) => [param, x, y]),
  });
}
process.stdout.write(JSON.stringify(answers));

// One dot for each draw: how long its coefficients are, and how wrong it is. `static.py` draws the same on the server.
import { drawn, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { dots, frame, handle, line, nearestIndex, number, type Scale, type Shape, scale, squares, text } from "../../kit/frontend/plot.ts";
import { type Cloud, type Clouds, measure, middles } from "./model.ts";

const SIDE = 2.5;

type Spots = [x: number, y: number][];

function cloudOf(state: State, data: Clouds): Cloud {
  const { clouds } = data.groups[String(state.group)]!;
  return clouds[nearestIndex(clouds.map(({ ridge }) => ridge), Number(state.ridge))]!;
}

const place = (state: State, data: Clouds) => nearestIndex(data.x.values, Number(state.x));
const scales = (data: Clouds, width: number): [Scale, Scale] => [scale(data.norm.domain, [52, width - 14], true), scale(data.error.domain, [262, 46], true)];
function walk(state: State, data: Clouds, width: number): Spots {
  const [x, y] = scales(data, width);
  return middles(cloudOf(state, data)).map(([norm, error]) => [x.at(norm), y.at(error)]);
}

/** The sizes that have their label on the path: its ends and the threshold, where they do not meet. */
function named(at: number, data: Clouds, path: Spots): Shape[] {
  const { values, threshold } = data.x;
  const last = values.length - 1;
  const wanted = values.flatMap((size, index) => (index === 0 || index === last || size === threshold ? [index] : []));
  const apart = (i: number, j: number) => Math.abs(path[i]![0] - path[j]![0]) + Math.abs(path[i]![1] - path[j]![1]) > 20;
  return wanted
    .filter((i) => i !== at && [at, ...wanted.filter((k) => k < i)].every((j) => apart(i, j)))
    .map((i) => {
      const [x, y] = path[i]!;
      return i === last ? text(x, y + 15, number(values[i]!), "label over", "middle") : text(x + 9, y + 4, number(values[i]!), "label over");
    });
}

export const picture: Picture<Clouds> = {
  height: () => 306,

  scene(state, data, width) {
    const [x, y] = scales(data, width);
    const cloud = cloudOf(state, data);
    const at = place(state, data);
    const kinds: [Spots, Spots] = [[], []];
    cloud.norm[at]!.forEach((norm, draw) => {
      const error = cloud.error[at]![draw]!;
      if (norm <= x.domain[1] && error <= y.domain[1]) kinds[cloud.exact[at]![draw]!].push([x.at(norm), y.at(error)]);
    });
    const draws = cloud.norm[at]!.length;
    const beyond = draws - kinds[0].length - kinds[1].length;
    const path = walk(state, data, width);
    const [left, right] = x.range;
    return [
      ...frame({ x, y, xLabel: `${data.norm.label} (log)`, yLabel: `${data.error.label} (log)` }),
      ["path", { class: "faint", d: line(path) }],
      squares([...kinds[0], [left + 12, 76]], 2 * SIDE, "mark-open-s2"),
      text(left + 20, 80, data.words.not, "label-s2 over"),
      dots([...kinds[1], [left + 12, 60]], SIDE, "mark-s1"),
      text(left + 20, 64, data.words.exact, "label-s1 over"),
      ...named(at, data, path),
      text(right, 36, `${data.x.label}: ${number(Number(state.x))}`, "label-ink", "end"),
      ...(beyond ? [text(right, 252, `${beyond} of ${draws} beyond the frame`, "label over", "end")] : []),
      handle("x", ...path[at]!),
    ];
  },

  handles(state, data, width) {
    const path = walk(state, data, width);
    const [x, y] = path[place(state, data)]!;
    const { norm, error } = measure(cloudOf(state, data), place(state, data));
    // The path comes back on itself: the nearest of its corners is meant.
    const value = (toX: number, toY: number) => data.x.values[nearestIndex(path.map(([a, b]) => Math.hypot(a - toX, b - toY)), 0)]!;
    return [{ param: "x", x, y, text: `${number(Number(state.x))}, length ${number(norm)}, error ${number(error)}`, value }];
  },

  describe(state, data) {
    const { norm, error, exact, tie, most_error } = measure(cloudOf(state, data), place(state, data));
    let said = `${data.x.label}: ${number(Number(state.x))}. Middle length ${number(norm)}, middle error ${number(error)}, `;
    said += `largest error ${number(most_error)}. ${number(100 * exact)} % ${data.words.exact}. `;
    return `${said}Within the cloud length and error correlate by ${number(tie, 2)}.`;
  },

  measure: (state, data) => measure(cloudOf(state, data), place(state, data)),
};

export default drawn(picture);

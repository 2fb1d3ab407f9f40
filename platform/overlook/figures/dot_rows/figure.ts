// Two values in each of a few rows. `static.py` draws the same on the server; `schema.py` says what the data hold.
import { drawn, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { handle, number, px, type Scale, type Shape, scale, strokes, text, ticks } from "../../kit/frontend/plot.ts";
import { gaps, type Rows } from "./model.ts";

const TOP = 40;
const HIGH = 232;

const across = (data: Rows, width: number): Scale => scale(data.x.domain, [16, width - 24]);
const here = (state: State, data: Rows) => data.rows[Number(state.row) - 1]!;
const level = (state: State, data: Rows) => TOP + ((Number(state.row) - 1 + 0.68) * HIGH) / data.rows.length;

export const picture: Picture<Rows> = {
  height: () => 306,

  scene(state, data, width) {
    const x = across(data, width);
    const [left, right] = x.range;
    const step = HIGH / data.rows.length;
    const flat = (style: string, from: number, to: number, y: number): Shape => ["line", { class: style, x1: px(from), x2: px(to), y1: px(y), y2: px(y) }];
    const shapes: Shape[] = [
      text(left, TOP - 22, `${data.words.first} (dot), ${data.words.second} (square)`, "label"),
      ["path", { class: "gridline", d: strokes(ticks(x, 5).map(x.at), TOP, HIGH) }],
    ];
    data.rows.forEach((row, index) => {
      const y = TOP + (index + 0.68) * step;
      const [first, second] = [x.at(row.first), x.at(row.second)];
      shapes.push(text(left, y - 9, row.label, index + 1 === Number(state.row) ? "label-ink over" : "label over"), flat("faint", first, second, y));
      if (row.first_low !== undefined) shapes.push(flat("interval", x.at(row.first_low), x.at(row.first_high!), y));
      shapes.push(
        ["rect", { class: "mark-s2", x: px(second - 4), y: px(y - 4), width: 8, height: 8 }],
        ["circle", { class: "mark-s1", cx: px(first), cy: px(y), r: 4.5 }],
      );
    });
    shapes.push(
      flat("axis", left, right, TOP + HIGH),
      ["g", { class: "tick", "text-anchor": "middle" }, ticks(x, 5).map((value) => text(x.at(value), TOP + HIGH + 17, number(value)))],
      text(right, TOP + HIGH + 31, data.x.label, "label", "end"),
      handle("row", x.at(here(state, data).first), level(state, data)),
    );
    return shapes;
  },

  handles(state, data, width) {
    const value = (_: number, pixel: number) => ((pixel - TOP) / HIGH) * data.rows.length + 0.5;
    return [{ param: "row", x: across(data, width).at(here(state, data).first), y: level(state, data), text: here(state, data).label, value }];
  },

  describe(state, data) {
    const { label, first, second } = here(state, data);
    return `${label[0]!.toUpperCase()}${label.slice(1)}: ${data.words.first} ${number(first)}, ${data.words.second} ${number(second)}.`;
  },

  measure(state, data) {
    const { first, second } = here(state, data);
    const all = gaps(data);
    return { first, second, gap: first - second, widest: 1 + all.indexOf(Math.max(...all)) };
  },
};

export default drawn(picture);

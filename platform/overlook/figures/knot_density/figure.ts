// Paint where random knots fall, and see which curve the gentlest chain tends to. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { kept } from "../../kit/frontend/kept.ts";
import { clip, frame, handle, line, number, px, type Scale, type Shape, scale, text } from "../../kit/frontend/plot.ts";
import { apart, chain, limit, rms, X } from "./model.ts";

type Box = [left: number, top: number, wide: number, high: number];
interface Bed {
  limit: number[];
  chain: number[] | null;
}

const GAPS = [1, 2, 3, 4, 5];
const [MOST, FAR] = [11, 1.2];
const weights = (state: State) => GAPS.map((gap) => Number(state[`w${gap}`]));

const bed = kept((k: number, seed: number, ...given: number[]): Bed => {
  const sum = given.reduce((all, weight) => all + weight);
  const shares = given.map((weight) => weight / sum);
  return { limit: limit(shares), chain: chain(shares, k, seed) };
});
const current = (state: State) => bed(Number(state.k), Number(state.seed), ...weights(state));

function boxes(width: number): [Box, Box] {
  const wide = px((width - 122) * 0.4);
  if (width >= NARROW) return [[46, 40, wide, 222], [108 + wide, 40, width - 122 - wide, 222]];
  return [[46, 34, width - 60, 154], [46, 266, width - 60, 154]];
}

const scales = ([left, top, wide, high]: Box): [Scale, Scale] => [scale([0, 5], [left, left + wide]), scale([0, MOST], [top + high, top])];

/** A bar for each gap, with its handle at the top. */
function densityPanel(state: State, box: Box): Shape[] {
  const [x, y] = scales(box);
  const floor = px(box[1] + box[3]);
  const given = weights(state);
  const bars = given.map((weight, gap): Shape => {
    const [from, level] = [px(x.at(gap)), px(y.at(weight))];
    return ["rect", { class: "target", x: from + 1, y: level, width: px(x.at(gap + 1)) - from - 2, height: floor - level }];
  });
  return [
    ...bars,
    ...frame({ x, y, xLabel: "place", yLabel: "knots, relative", yTicks: 4 }),
    ...given.map((weight, gap) => handle(`w${gap + 1}`, x.at(gap + 0.5), y.at(weight))),
  ];
}

function bedPanel(state: State, id: string, [left, top, wide, high]: Box): Shape[] {
  const [x, y] = [scale([0, 5], [left, left + wide]), scale([-FAR, FAR], [top + high, top])];
  const found = current(state);
  const curve = (style: string, values: number[]): Shape => ["path", { class: style, d: line(values.map((value, index) => [x.at(X[index]!), y.at(value)])) }];
  const even: Shape = ["path", { class: "truth", d: line([[left, y.at(0)], [left + wide, y.at(0)]]) }];
  return [
    clip(`${id}-a`, x, y),
    ...frame({ x, y, xLabel: "place", yLabel: "above the bed, m", yTicks: 4 }),
    ["g", { "clip-path": `url(#${id}-a)` }, [even, ...(found.chain ? [curve("s1", found.chain)] : []), curve("s2", found.limit)]],
    text(left + wide, top + 14, `${number(Number(state.k), 5)} knots`, "label-s1 over", "end"),
    text(left + wide, top + 30, "infinitely many", "label-s2 over", "end"),
  ];
}

export const picture: Picture<null> = {
  height: (_state, width) => (width >= NARROW ? 306 : 464),

  scene(state, _data, width, id) {
    const [first, second] = boxes(width);
    return [...bedPanel(state, id, second), ...densityPanel(state, first)];
  },

  handles(state, _data, width) {
    const [x, y] = scales(boxes(width)[0]);
    const off = number(rms(current(state).limit));
    return weights(state).map((weight, gap) => ({
      param: `w${gap + 1}`,
      x: x.at(gap + 0.5),
      y: y.at(weight),
      text: `${number(weight)}, the limit is ${off} metres off the bed`,
      value: (_across, pixel) => y.back(pixel),
    }));
  },

  describe(state) {
    const found = current(state);
    const off = `With infinitely many knots of this density the curve is ${number(rms(found.limit))} metres off the bed.`;
    if (!found.chain) return `These ${state.k} knots let no chain touch every point. ${off}`;
    return `${off} With ${state.k} knots the chain strays from it by up to ${number(apart(found.chain, found.limit))}.`;
  },

  measure(state) {
    const found = current(state);
    return {
      limit: rms(found.limit),
      chain: found.chain ? rms(found.chain) : 1e9,
      touches: Number(found.chain !== null),
      apart: found.chain ? apart(found.chain, found.limit) : 0,
      moved: apart(found.limit, limit(GAPS.map(() => 0.2))),
    };
  },
};

export default drawn(picture);

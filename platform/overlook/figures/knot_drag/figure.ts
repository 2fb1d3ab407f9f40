// Six points, and a chain whose knots can be dragged. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { clip, dots, frame, handle, line, number, px, type Scale, type Shape, scale, text } from "../../kit/frontend/plot.ts";
import { at, bed, chain, type Chain, miss, norm, reach, rmse, slope } from "./model.ts";

const [BASE, TENT, TOP] = [18, 34, 40];
const FITS = ["No chain with these knots touches every point", "One chain touches every point", "Many chains touch them all"];

const names = (state: State) => ["a", "b", "c", "d", ...(Number(state.e) > 0 ? ["e"] : [])];
const current = (state: State): Chain => chain(names(state).map((name) => Number(state[name])), Number(state.push));
const height = (_state: State, width: number) => (width >= NARROW ? 306 : 300);
const across = (width: number): Scale => scale([0, 5], [46, width - 14]);

export const picture: Picture<null> = {
  height,

  scene(state, _data, width, id) {
    const floor = height(state, width) - 84 + TOP;
    const [x, y] = [across(width), scale([-20, 45], [floor, TOP])];
    const found = current(state);
    const base = floor - BASE;
    const tents = [1, 2, 3, 4].map((i) => line([[x.at(i - 1), base], [x.at(i), base - TENT], [x.at(i + 1), base]]));
    const through = (places: number[], level: (place: number) => number) => line(places.map((place) => [x.at(place), y.at(level(place))]));
    const corners = [0, ...[...found.knots].sort((a, b) => a - b), 5];
    const places = names(state).map((name) => [name, x.at(Number(state[name]))] as const);
    return [
      clip(`${id}-a`, x, y),
      ...frame({ x, y, xLabel: "place", yLabel: "height, m", yTicks: 4 }),
      ["path", { class: "faint", d: tents.join("") }],
      [
        "g",
        { "clip-path": `url(#${id}-a)` },
        [
          ["path", { class: "truth", d: through(Array.from({ length: 51 }, (_, index) => index / 10), bed) }],
          ["path", { class: "s1", d: through(corners, (place) => at(found, place)) }],
        ],
      ],
      dots([0, 1, 2, 3, 4, 5].map((place) => [x.at(place), y.at(bed(place))] as const), 4),
      text(width - 14, TOP - 10, `reaches ${number(reach(found))} m`, "label-s1", "end"),
      ...places.map(([, place]): Shape => ["line", { class: "cursor", x1: px(place), x2: px(place), y1: px(base), y2: px(TOP) }]),
      ...places.map(([name, place]) => handle(name, place, base)),
    ];
  },

  handles(state, _data, width) {
    const x = across(width);
    const y = height(state, width) - 84 + TOP - BASE;
    const found = current(state);
    return names(state).map((param, index) => {
      const place = Number(state[param]);
      const said = `${number(place)}, bend ${number(found.bends[index]!)}, the chain reaches ${number(reach(found))} metres`;
      return { param, x: x.at(place), y, text: said, value: (pixel) => Math.max(x.back(pixel), 0.05) };
    });
  },

  describe(state) {
    const found = current(state);
    const away = `${FITS[found.fits]}. This one reaches ${number(reach(found))} metres and is ${number(rmse(found))} off the bed`;
    return `${away}; its bends have length ${number(norm(found))}.`;
  },

  measure(state) {
    const found = current(state);
    return { reach: reach(found), slope: slope(found), miss: miss(found), norm: norm(found), rmse: rmse(found), fits: found.fits, bend: found.bends[0]! };
  },
};

export default drawn(picture);

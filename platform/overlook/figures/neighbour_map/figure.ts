// Marks of two classes, and the map that the vote of the k nearest paints. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { kept } from "../../kit/frontend/kept.ts";
import { dots, frame, handle, line, number, type Point, px, type Scale, type Shape, scale, squares, text } from "../../kit/frontend/plot.ts";
import { ACROSS, border, KS, labels, MARKS, marks, nearest, outlines, type Place, sorting, UP, type Votes, votes } from "./model.ts";

type Box = [left: number, top: number, wide: number, high: number];
type Spots = [x: number, y: number][];

const SIDE = 2.5;

const counted = kept(votes);
const current = ({ seed, noise, k }: State): [Votes, number] => [counted(Number(seed), Number(noise)), KS.indexOf(Number(k))];

const wider = (width: number) => px((width - 118) * 0.62);

function mapBox({ panel }: State, width: number): Box | null {
  if (width >= NARROW) return [46, 40, wider(width), 222];
  return panel === "errors" ? null : [46, 34, width - 58, 154];
}

function errorsBox({ panel }: State, width: number): Box | null {
  if (width >= NARROW) return [102 + wider(width), 40, width - 118 - wider(width), 222];
  return panel === "map" ? null : [46, panel === "errors" ? 34 : 266, width - 58, 154];
}

const plane = ([left, top, wide, high]: Box): [Scale, Scale] => [scale([0, 3], [left, left + wide]), scale([0, 2], [top + high, top])];
const scales = ([left, top, wide, high]: Box): [Scale, Scale] => [scale([1, KS.at(-1)!], [left, left + wide], true), scale([0, 0.6], [top + high, top])];
const place = ({ across, up }: State): Place => [Number(across), Number(up)];
const flat = (style: string, x1: number, x2: number, y1: number, y2: number): Shape => ["line", { class: style, x1: px(x1), x2: px(x2), y1: px(y1), y2: px(y2) }];

const byDistance = kept((seed: number, across: number, up: number) => nearest(marks(seed).places, [across, up]));

/** The marks nearest to the place, and how many of them are squares. */
function near(state: State): [number[], number] {
  const found = byDistance(Number(state.seed), ...place(state)).slice(0, Number(state.k));
  const own = labels(Number(state.seed), Number(state.noise));
  return [found, found.reduce((sum, mark) => sum + own[mark]!, 0)];
}

const trueSquare = (state: State) => Number(state.up) > border(Number(state.across));

function measure(state: State) {
  const [{ train, test }, at] = current(state);
  const squares = near(state)[1];
  return {
    train: train[at]!,
    test: test[at]!,
    least_k: KS[test.indexOf(Math.min(...test))]!,
    squares,
    right: Number(2 * squares > Number(state.k) === trueSquare(state)),
  };
}

/** Closed lines along the cells' edges, each turn a right angle. */
function loops(cells: readonly number[], x: Scale, y: Scale): string {
  return outlines(cells, ACROSS)
    .map((loop) => {
      const spots = loop.map(([column, row]) => [px(x.at((column * 3) / ACROSS)), px(y.at((row * 2) / UP))] as const);
      const turns = spots.slice(1).map(([a, b], index) => (b === spots[index]![1] ? `h${a - spots[index]![0]}` : `v${b - spots[index]![1]}`));
      return `M${spots[0]!.join(" ")}${turns.join("")}z`;
    })
    .join("");
}

/** What neither k nor the cross changes: the border and the marks. */
const groundOf = kept((seed: number, noise: number, ...box: Box) => {
  const [x, y] = plane(box);
  const own = labels(seed, noise);
  const spots: Spots = marks(seed).places.map(([a, b]) => [x.at(a), y.at(b)]);
  const edge = Array.from({ length: ACROSS + 1 }, (_, step): Point => [x.at((step * 3) / ACROSS), y.at(border((step * 3) / ACROSS))]);
  const dashed: Shape = ["path", { class: "truth", d: line(edge) }];
  const drawn = [dots(spots.filter((_, mark) => !own[mark]), SIDE, "mark-s1"), squares(spots.filter((_, mark) => own[mark]), 2 * SIDE, "mark-s2")];
  return { x, y, spots, dashed, drawn };
});
const regionOf = kept((cells: readonly number[], ...box: Box): Shape => ["path", { class: "region", d: loops(cells, ...plane(box)) }], KS.length);

function drawMap(state: State, box: Box): Shape[] {
  const [left, top, wide, high] = box;
  const { x, y, spots, dashed, drawn } = groundOf(Number(state.seed), Number(state.noise), ...box);
  const [{ maps }, at] = current(state);
  const [found, votes] = near(state);
  const here: Place = [x.at(Number(state.across)), y.at(Number(state.up))];
  return [
    text(left, top - 10, `squares among the nearest: ${votes} of ${state.k}`, "label"),
    ["rect", { class: "target", x: px(left), y: px(top), width: px(wide), height: px(high) }],
    regionOf(maps[at]!, ...box),
    dashed,
    ["path", { class: "faint", d: found.map((mark) => line([here, spots[mark]!])).join("") }],
    ...drawn,
    flat("cursor", here[0], here[0], here[1], top + high),
    flat("cursor", left, here[0], here[1], here[1]),
    ["circle", { class: "mark", cx: px(here[0]), cy: px(here[1]), r: 5 }],
    text(left + wide, top + high + 30, "dashed: the true border", "label", "end"),
  ];
}

function drawErrors(state: State, box: Box): Shape[] {
  const [x, y] = scales(box);
  const [{ train, test }, at] = current(state);
  const path = (style: string, errors: number[]): Shape => ["path", { class: style, d: line(errors.map((error, index) => [x.at(KS[index]!), y.at(error)])) }];
  const [left, right] = x.range;
  const floor = y.at(Number(state.noise));
  const here = x.at(KS[at]!);
  return [
    ...frame({ x, y, xLabel: "neighbours k (log scale)", yLabel: "share misjudged", yTicks: 3 }),
    flat("truth", left, right, floor, floor),
    path("s2", train),
    path("s1", test),
    text(right, y.range[1] + 14, "new marks", "label-s1 over", "end"),
    text(right, y.range[1] + 29, "its own marks (dashed)", "label-s2 over", "end"),
    flat("cursor", here, here, y.range[1] - 6, y.range[0]),
  ];
}

export const picture: Picture<null> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),
  measure,

  *prepare(state) {
    yield* sorting(Number(state.seed));
  },

  scene(state, data, width) {
    const [map, errors] = [mapBox(state, width), errorsBox(state, width)];
    return [
      ...(map ? drawMap(state, map) : []),
      ...(errors ? drawErrors(state, errors) : []),
      ...picture.handles(state, data, width).map(({ param, x, y }) => handle(param, x, y)),
    ];
  },

  handles(state, _data, width) {
    const [map, errors] = [mapBox(state, width), errorsBox(state, width)];
    const found = [];
    if (map) {
      const [x, y] = plane(map);
      const [across, up] = place(state);
      found.push({ param: "across", x: x.at(across), y: y.range[0], text: number(across), value: (pixel: number) => x.back(pixel) });
      found.push({ param: "up", x: x.range[0], y: y.at(up), text: number(up), value: (_: number, pixel: number) => y.back(pixel) });
    }
    if (errors) {
      const [x, y] = scales(errors);
      const { test } = measure(state);
      found.push({ param: "k", x: x.at(Number(state.k)), y: y.at(test), text: `${state.k}, error ${number(test)}`, value: (pixel: number) => x.back(pixel) });
    }
    return found;
  },

  describe(state) {
    const { train, test, squares } = measure(state);
    const percent = (share: number) => `${number(100 * share)} %`;
    let said = `${percent(Number(state.noise))} of the labels are turned. With k = ${state.k}, ${percent(train)} of the ${MARKS} marks are misjudged, and ${percent(test)} of new ones. `;
    said += `At the cross ${number(squares)} of ${state.k} neighbours are squares; `;
    return `${said}its true side is that of the ${trueSquare(state) ? "squares" : "dots"}.`;
  },
};

export default drawn(picture);

// Two bell curves of scores, a threshold, and the curve that all thresholds together make. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { area as closed, clip, frame, handle, line, number, px, type Scale, type Shape, scale, text } from "../../kit/frontend/plot.ts";
import { area, averagePrecision, curve, densities, moved, type Pair, precision, rates, stated } from "./model.ts";

type Box = [left: number, top: number, wide: number, high: number];
type Spot = readonly [number, number];

const [LOW, HIGH] = [-4, 8];
const PLACES = Array.from({ length: 121 }, (_, index) => LOW + ((HIGH - LOW) / 120) * index);
const EVERY = 5;

const ours = (state: State): Pair => ({ d: Number(state.d), s: Number(state.s) });
const rival = (state: State): Pair | null => (state.rival === "shown" ? { d: Number(state.d2), s: Number(state.s2) } : null);

function bellsBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [30, 40, px((width - 122) * 0.58), 222];
  return state.panel === "curve" ? null : [30, 34, width - 44, 154];
}

function curveBox(state: State, width: number): Box | null {
  const wide = px((width - 122) * 0.58);
  if (width >= NARROW) return [108 + wide, 40, width - 122 - wide, 222];
  return state.panel === "bells" ? null : [46, state.panel === "curve" ? 34 : 266, width - 60, 154];
}

const scores = ([left, , wide]: Box) => scale([LOW, HIGH], [left, left + wide]);

/** What lies above the threshold is shaded under its own curve. */
function bellsPanel(state: State, id: string, box: Box): Shape[] {
  const [left, top, , high] = box;
  const pair = ours(state);
  const t = Number(state.t);
  const x = scores(box);
  const y = scale([0, 0.46 / Math.min(1, pair.s)], [top + high, top]);
  const beyond = [t, ...PLACES.filter((place) => place > t + 1e-9)];
  const shaded = (style: string, which: 0 | 1): Shape => {
    const edge = beyond.map((place) => y.at(densities(pair, place)[which]));
    return ["path", { class: style, d: closed(beyond.map(x.at), beyond.map(() => y.at(0)), edge) }];
  };
  const bell = (style: string, which: 0 | 1): Shape => ["path", { class: style, d: line(PLACES.map((place): Spot => [x.at(place), y.at(densities(pair, place)[which])])) }];
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "score", yLabel: "", yTicks: 1 }),
    ["g", { "clip-path": `url(#${id})` }, [shaded("band", 1), shaded("band-2", 0), bell("s2", 0), bell("s1", 1)]],
    text(left, top - 10, "negatives (dashed), positives (solid)", "label"),
  ];
}

function points(state: State, pair: Pair): Spot[] {
  const found = curve(pair, EVERY);
  if (state.plane !== "pr") return found;
  // Where next to nothing is flagged the quotient of two tails is not to be trusted, nor to be seen.
  return found.filter(([, tpr]) => tpr > 1e-6).map(([fpr, tpr]): Spot => [tpr, precision(fpr, tpr, Number(state.share))]);
}

function curvePanel(state: State, id: string, [left, top, wide, high]: Box): Shape[] {
  const pair = ours(state);
  const other = rival(state);
  const share = Number(state.share);
  const t = Number(state.t);
  const x = scale([0, 1], [left, left + wide]);
  const y = scale([0, 1], [top + high, top]);
  const drawn = (style: string, spots: readonly Spot[]): Shape => ["path", { class: style, d: line(spots.map(([a, b]): Spot => [x.at(a), y.at(b)])) }];
  const [fpr, tpr] = rates(pair, t);
  const shapes = [drawn("truth", state.plane === "pr" ? [[0, share], [1, share]] : [[0, 0], [1, 1]])];
  let here: Spot = [fpr, tpr];
  let names = ["false positive rate", "true positive rate"];
  if (state.plane === "trust") {
    shapes.push(drawn("s1", Array.from({ length: 51 }, (_, index): Spot => [index / 50, moved(index / 50, share)])));
    here = [stated(pair, t), moved(stated(pair, t), share)];
    names = ["stated probability", "true probability"];
  } else {
    if (other) shapes.push(drawn("s2", points(state, other)));
    shapes.push(drawn("s1", points(state, pair)));
    if (state.plane === "pr") {
      here = [tpr, precision(fpr, tpr, share)];
      names = ["recall", "precision"];
    }
  }
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: names[0]!, yLabel: names[1]!, xTicks: 4 }),
    ["g", { "clip-path": `url(#${id})` }, shapes],
    ...(other && state.plane !== "trust" ? [text(left + wide, top + high - 8, "rival: dashed", "label-s2 over", "end")] : []),
    ["circle", { class: "mark", cx: px(x.at(here[0])), cy: px(y.at(here[1])), r: 5 }],
  ];
}

function measure(state: State) {
  const pair = ours(state);
  const other = rival(state);
  const share = Number(state.share);
  const t = Number(state.t);
  const [fpr, tpr] = rates(pair, t);
  return {
    tpr,
    fpr,
    precision: precision(fpr, tpr, share),
    auc: area(pair),
    ap: averagePrecision(pair, share),
    stated: stated(pair, t),
    true: moved(stated(pair, t), share),
    rival_tpr: other ? rates(other, t)[1] : 0,
    rival_auc: other ? area(other) : 0,
  };
}

export const picture: Picture<null> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, _data, width, id) {
    const bells = bellsBox(state, width);
    const curves = curveBox(state, width);
    const shapes: Shape[] = [];
    if (bells) shapes.push(...bellsPanel(state, `${id}-a`, bells));
    if (curves) shapes.push(...curvePanel(state, `${id}-b`, curves));
    if (bells) {
      const at = scores(bells).at(Number(state.t));
      const [, top, , high] = bells;
      shapes.push(["line", { class: "cursor", x1: px(at), x2: px(at), y1: px(top - 6), y2: px(top + high) }], handle("t", at, top + high / 2));
    }
    return shapes;
  },

  handles(state, _data, width) {
    const box = bellsBox(state, width);
    if (!box) return [];
    const x: Scale = scores(box);
    const [fpr, tpr] = rates(ours(state), Number(state.t));
    const said = `${number(Number(state.t))}, true positive rate ${number(tpr)}, false positive rate ${number(fpr)}`;
    return [{ param: "t", x: x.at(Number(state.t)), y: box[1] + box[3] / 2, text: said, value: (pixel) => x.back(pixel) }];
  },

  describe(state) {
    const found = measure(state);
    const percent = (value: number) => `${number(value * 100)} %`;
    const said = `Above ${number(Number(state.t))} lie ${percent(found.tpr)} of the positives and ${percent(found.fpr)} of the negatives. `;
    const where = `Where ${percent(Number(state.share))} are positive,`;
    if (state.plane === "pr") return `${said}${where} precision is ${number(found.precision)}, on average ${number(found.ap)}.`;
    if (state.plane === "trust") {
      return `${said}${where} a case at the threshold that is called ${number(found.stated)} is positive with probability ${number(found.true)}.`;
    }
    const area = `${said}The area under the curve is ${number(found.auc)}.`;
    if (!rival(state)) return area;
    return `${area} The rival finds ${percent(found.rival_tpr)} of the positives at the same false positive rate; its area is ${number(found.rival_auc)}.`;
  },

  measure,
};

export default drawn(picture);

// Lines of equal loss on the map, in closed form. `contours.py` is the same in Python.
import { CENTRE, type Landscape, type Place, turnOf } from "./model.ts";

/** Half the width of the map. */
export const REACH = 2.4;
const SIDES = 48;
const LEVELS: Record<string, number[]> = {
  bowl: [0.1, 0.6, 1.6, 3.5, 7, 14],
  ravine: [0.1, 0.5, 1.2, 2.2],
  saddle: [0.06, 0.25, 0.6, 1.2, 2.2],
  rosenbrock: [1, 10, 60, 250],
};

export const contours = (scape: Landscape): Place[][] => LEVELS[scape.land]!.flatMap((level) => (scape.land === "bowl" ? [ellipse(scape, level)] : branches(scape, level)));

function ellipse(scape: Landscape, level: number): Place[] {
  const [c, s] = turnOf(scape);
  const flat = Math.sqrt(2 * level);
  const steep = flat / Math.sqrt(scape.kappa);
  return Array.from({ length: SIDES + 1 }, (_, side) => {
    const angle = (2 * Math.PI * side) / SIDES;
    const [u, v] = [flat * Math.cos(angle), steep * Math.sin(angle)];
    return [c * u - s * v, s * u + c * v];
  });
}

/** y = m(x) ± r(x) over the places x where r is real; the saddle's is taken the other way round. */
function branches(scape: Landscape, level: number): Place[][] {
  const saddle = scape.land === "saddle";
  const from = CENTRE[scape.land]![saddle ? 1 : 0]! - REACH;
  const lines: Place[][] = [];
  let run: [at: number, middle: number, root: number][] = [];
  for (let index = 0; index <= 2 * SIDES; index++) {
    const at = from + (REACH / SIDES) * index;
    const [middle, square] = middleOf(scape, level, at);
    if (square >= 0) run.push([at, middle, Math.sqrt(square)]);
    if (run.length && (square < 0 || index === 2 * SIDES)) {
      const upper = run.map(([a, m, r]): Place => [a, m + r]);
      const closed = [...upper, ...run.reverse().map(([a, m, r]): Place => [a, m - r]), upper[0]!];
      lines.push(saddle ? closed.map(([a, b]): Place => [b, a]) : closed);
      run = [];
    }
  }
  return lines;
}

function middleOf({ land, kappa }: Landscape, level: number, at: number): Place {
  if (land === "rosenbrock") return [at * at, (level - (1 - at) ** 2) / 100];
  if (land === "ravine") return [Math.sin(at), (2 * level - at * at) / kappa];
  return [0, 2 * (level - (at * at - 1) ** 2 / 4)];
}

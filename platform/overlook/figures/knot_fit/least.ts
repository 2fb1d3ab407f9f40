// Least squares for knot-fit: minimum norm by a complete orthogonal decomposition, ridge in the dual, and for nested widths the
// root of A A' that grows by one column at a time. Matrices are lists of columns; the data sets are small.

/** Columns smaller than this share of the first pivot are taken for dependent. */
const RCOND = 1e-11;

export const span = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

export const mean = (numbers: ArrayLike<number>) => {
  let sum = 0;
  for (let index = 0; index < numbers.length; index++) sum += numbers[index]!;
  return sum / numbers.length;
};

/** The lower triangle of A A', continued from the sums over the first `from` columns. */
export function gram(columns: readonly Float64Array[], sums: Float64Array[], from: number, n: number): Float64Array[] {
  const next = span(0, n).map((row) => Float64Array.from(sums[row] ?? new Float64Array(row + 1)));
  for (const column of columns.slice(from)) {
    for (let row = 0; row < n; row++) {
      const line = next[row]!;
      const factor = column[row]!;
      for (let index = 0; index <= row; index++) line[index]! += factor * column[index]!;
    }
  }
  return next;
}

/** Ridge in the dual: (A A' + r I) a = b by Cholesky, then A' a. `columns` are those of A, `sums` is A A'. */
export function dual(columns: readonly Float64Array[], target: Float64Array, ridge: number, sums: Float64Array[]): Float64Array {
  const n = target.length;
  const root = sums.map((line) => Float64Array.from(line));
  for (let row = 0; row < n; row++) {
    const own = root[row]!;
    own[row]! += ridge;
    for (let index = 0; index <= row; index++) {
      const other = root[index]!;
      let sum = own[index]!;
      for (let inner = 0; inner < index; inner++) sum -= own[inner]! * other[inner]!;
      own[index] = index === row ? Math.sqrt(sum) : sum / other[index]!;
    }
  }
  const solved = substitute(root, target);
  return Float64Array.from(columns, (column) => dot(column, solved, 0));
}

/** Solve L L' a = b, where `root` holds the rows of the lower triangle L. */
function substitute(root: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const solved = Float64Array.from(right);
  for (let row = 0; row < n; row++) {
    for (let inner = 0; inner < row; inner++) solved[row]! -= root[row]![inner]! * solved[inner]!;
    solved[row]! /= root[row]![row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let inner = row + 1; inner < n; inner++) solved[row]! -= root[inner]![row]! * solved[inner]!;
    solved[row]! /= root[row]![row]!;
  }
  return solved;
}

/** The triangular root of the two directions that the free line takes: with them A A' has full rank, and nothing changes. */
export function flatRoot(x: readonly number[]): Float64Array[] {
  const root = x.map((_, row) => new Float64Array(row + 1));
  const middle = mean(x);
  rotateIn(root, new Float64Array(x.length).fill(1));
  rotateIn(root, Float64Array.from(x, (value) => value - middle));
  return root;
}

/** Givens rotations: L becomes the root of L L' + c c'. */
export function rotateIn(root: readonly Float64Array[], column: Float64Array): void {
  const rest = Float64Array.from(column);
  for (let at = 0; at < rest.length; at++) {
    const own = root[at]![at]!;
    const size = Math.hypot(own, rest[at]!);
    if (size === 0) continue;
    const cosine = own / size;
    const sine = rest[at]! / size;
    for (let row = at; row < rest.length; row++) {
      const line = root[row]!;
      const kept = line[at]!;
      line[at] = cosine * kept + sine * rest[row]!;
      rest[row] = cosine * rest[row]! - sine * kept;
    }
  }
}

/** A' a with A A' a = b from the root, refined once; null where the root is too near to singular for it. */
export function semiNormal(columns: readonly Float64Array[], target: Float64Array, root: readonly Float64Array[]): Float64Array | null {
  const sizes = root.map((line, row) => Math.abs(line[row]!));
  if (Math.min(...sizes) < 1e-4 * Math.max(...sizes)) return null;
  const solution = new Float64Array(columns.length);
  const rest = Float64Array.from(target);
  for (let round = 0; round < 2; round++) {
    const solved = substitute(root, rest);
    columns.forEach((column, index) => {
      const share = dot(column, solved, 0);
      solution[index]! += share;
      for (let row = 0; row < rest.length; row++) rest[row]! -= share * column[row]!;
    });
  }
  return solution;
}

/** The least-squares solution of smallest norm: QR with column pivoting down to the rank, then QR of what is left, transposed. */
export function minimumNorm(source: readonly Float64Array[], target: Float64Array): Float64Array {
  const columns = source.map((column) => Float64Array.from(column));
  const right = Float64Array.from(target);
  const count = columns.length;
  const order = span(0, count);
  const steps = Math.min(count, target.length);
  const sizes = Float64Array.from(columns, (column) => dot(column, column, 0));
  let rank = 0;
  let first = 0;
  for (; rank < steps; rank++) {
    let best = largest(sizes, rank);
    let size = Math.sqrt(dot(columns[best]!, columns[best]!, rank));
    if (rank === 0) first = size;
    if (size < 1e-5 * first) {
      // Sizes are kept up to date by subtraction; where little is left of them they are computed anew.
      for (let index = rank; index < count; index++) sizes[index] = dot(columns[index]!, columns[index]!, rank);
      best = largest(sizes, rank);
      size = Math.sqrt(sizes[best]!);
    }
    if (!(size > RCOND * first)) break;
    [columns[rank], columns[best]] = [columns[best]!, columns[rank]!];
    [order[rank], order[best]] = [order[best]!, order[rank]!];
    sizes[best] = sizes[rank]!;
    const mirror = reflector(columns[rank]!, rank);
    for (let index = rank; index < count; index++) {
      const column = columns[index]!;
      reflect(column, mirror, rank);
      sizes[index]! -= column[rank]! * column[rank]!;
    }
    reflect(right, mirror, rank);
  }
  const solution = new Float64Array(count);
  // Rows of R, as columns of its transpose: count long, `rank` of them.
  const rows = span(0, rank).map((row) => Float64Array.from(columns, (column, index) => (index < row ? 0 : column[row]!)));
  // With full column rank there is nothing to choose, and R is solved as it is.
  if (rank === count) return unpivoted(backward(rows, right), order);
  const mirrors = rows.map((row, step) => {
    const mirror = reflector(row, step);
    for (let index = step; index < rank; index++) reflect(rows[index]!, mirror, step);
    return mirror;
  });
  for (let row = 0; row < rank; row++) {
    let sum = right[row]!;
    for (let inner = 0; inner < row; inner++) sum -= rows[row]![inner]! * solution[inner]!;
    solution[row] = sum / rows[row]![row]!;
  }
  for (let step = rank - 1; step >= 0; step--) reflect(solution, mirrors[step]!, step);
  return unpivoted(solution, order);
}

function backward(rows: readonly Float64Array[], right: Float64Array): Float64Array {
  const solution = right.slice(0, rows.length);
  for (let row = rows.length - 1; row >= 0; row--) {
    for (let inner = row + 1; inner < rows.length; inner++) solution[row]! -= rows[row]![inner]! * solution[inner]!;
    solution[row]! /= rows[row]![row]!;
  }
  return solution;
}

function unpivoted(solution: Float64Array, order: readonly number[]): Float64Array {
  const result = new Float64Array(order.length);
  order.forEach((original, position) => {
    result[original] = solution[position]!;
  });
  return result;
}

function largest(sizes: Float64Array, from: number): number {
  let best = from;
  for (let index = from + 1; index < sizes.length; index++) if (sizes[index]! > sizes[best]!) best = index;
  return best;
}

function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let index = from; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

/** The Householder vector, scaled to norm √2, that maps `column` from `at` on to a multiple of the first unit vector. */
function reflector(column: Float64Array, at: number): Float64Array {
  const mirror = new Float64Array(column.length);
  for (let index = at; index < column.length; index++) mirror[index] = column[index]!;
  const size = Math.sqrt(dot(mirror, mirror, at));
  mirror[at]! += mirror[at]! < 0 ? -size : size;
  const length = dot(mirror, mirror, at);
  if (length > 0) for (let index = at; index < mirror.length; index++) mirror[index]! *= Math.SQRT2 / Math.sqrt(length);
  return mirror;
}

function reflect(column: Float64Array, mirror: Float64Array, from: number): void {
  const share = dot(column, mirror, from);
  for (let index = from; index < column.length; index++) column[index]! -= share * mirror[index]!;
}

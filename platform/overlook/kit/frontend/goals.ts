// The goal of a figure's task. `overlook/figures/goals.py` has the grammar and parses the same; nothing is evaluated as code.
type Names = Readonly<Record<string, number>>;
type Value = (names: Names) => number;
type Test = (names: Names) => boolean;

const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z_0-9]*)|(<=|>=|==|!=|[-+*/<>(),]))/y;
const SPELLINGS: Record<string, string> = { "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "×": "*", "÷": "/" };
const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};
const JOIN: Record<string, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};
const FUNCTIONS: Record<string, (values: number[]) => number> = {
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  abs: (values) => Math.abs(values[0]!),
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

function tokens(text: string): string[] {
  const source = text.replace(/[≤≥≠−×÷]/g, (sign) => SPELLINGS[sign]!).trim();
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) throw new Error("not part of the goal language");
    found.push(match[0].trim());
  }
  return found;
}

/** Parse a goal, or throw. The result is false wherever a name has no value. */
export function parse(text: string): Test {
  const list = tokens(text);
  const names = new Set<string>();
  let at = 0;
  const take = (...wanted: string[]): string => {
    const token = list[at++];
    if (token === undefined || (wanted.length && !wanted.includes(token))) throw new Error(`goal: unexpected ${token}`);
    return token;
  };
  const chain = (signs: string[], next: () => Value): Value => {
    let value = next();
    while (signs.includes(list[at]!)) {
      const join = JOIN[take()]!;
      const [left, right] = [value, next()];
      value = (known) => join(left(known), right(known));
    }
    return value;
  };
  const sum = (): Value => chain(["+", "-"], () => chain(["*", "/"], factor));
  const call = (name: string): Value => {
    take("(");
    const values = [sum()];
    while (list[at] === ",") {
      take();
      values.push(sum());
    }
    take(")");
    if (name === "abs" && values.length !== 1) throw new Error("abs takes one value");
    return (known) => FUNCTIONS[name]!(values.map((value) => value(known)));
  };
  const factor = (): Value => {
    const token = take();
    if (token === "-") {
      const inner = factor();
      return (known) => -inner(known);
    }
    if (token === "(") {
      const inner = sum();
      take(")");
      return inner;
    }
    if (/^[\d.]/.test(token)) return () => Number(token);
    if (Object.hasOwn(FUNCTIONS, token) && list[at] === "(") return call(token);
    if (token === "and" || !/^[A-Za-z_]/.test(token)) throw new Error(`goal: unexpected ${token}`);
    names.add(token);
    return (known) => known[token]!;
  };
  const comparison = (): Test => {
    const left = sum();
    const compare = COMPARE[take(...Object.keys(COMPARE))]!;
    const right = sum();
    return (known) => compare(left(known), right(known));
  };
  const tests = [comparison()];
  while (list[at] === "and") {
    take();
    tests.push(comparison());
  }
  if (at < list.length) throw new Error(`goal: unexpected ${list[at]}`);
  return (known) => [...names].every((name) => Number.isFinite(known[name])) && tests.every((test) => test(known));
}

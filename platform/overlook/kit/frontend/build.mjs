// Builds the front end: one ES module per entry with shared chunks, one stylesheet, two fonts, and a manifest; and the
// fonts that the server letters its own pictures with.
//
// Entries are found, never listed: `kit/frontend/{site,essay}.ts`, `figures/<kind>/figure.ts`, `<room>/frontend/<name>.ts`,
// and one file of all `assessments/items/<type>/item.ts`, which are small and often many on a page. Output: `build/static/*` with hashed names and .gz siblings, `build/manifest.json`.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const kit = dirname(fileURLToPath(import.meta.url));
const root = resolve(kit, "../../../..");
// A build elsewhere (a test of the build itself) says where.
const build = resolve(process.env.OVERLOOK_BUILD ?? join(root, "build"));
const out = join(build, "static");
const slug = (name) => name.replaceAll("_", "-");

function entries() {
  const found = {};
  for (const name of ["site", "essay"]) found[name] = join(kit, `${name}.ts`);
  const patterns = [
    ["platform/overlook/figures/*/figure.ts", (parts) => `figures/${slug(parts.at(-2))}`],
    ["{essays,assessments,simulations}/frontend/*.ts", (parts) => `${parts.at(-3)}/${parts.at(-1).slice(0, -3)}`],
    // What only a workshop needs stays out of every reader's stylesheet.
    ["{essays,assessments,simulations}/frontend/*.css", (parts) => `${parts.at(-3)}/${parts.at(-1).slice(0, -4)}-css`],
    ["platform/overlook/{accounts,cohorts,lms,ops,progress}/frontend/*.ts", (parts) => `${parts.at(-3)}/${parts.at(-1).slice(0, -3)}`],
  ];
  for (const [pattern, name] of patterns) {
    for (const path of globSync(pattern, { cwd: root }).sort()) {
      if (!/\.(test|d)\.ts$/.test(path)) found[name(path.split("/"))] = join(root, path);
    }
  }
  return found;
}

// The characters an equation of the course may use: a new one is a line here, and the subset grows by a few hundred bytes.
const MATHS = [
  "U+0020-007E,U+00A0,U+00AC,U+00B1,U+00B7,U+00D7,U+00F7,U+0131,U+0237",
  "U+02C6,U+02C7,U+02DC,U+00AF,U+0302,U+0303,U+0304,U+0307,U+20D7,U+203E",
  "U+0393,U+0394,U+0398,U+039B,U+039E,U+03A0,U+03A3,U+03A6,U+03A8,U+03A9,U+03B1-03C9,U+03D1,U+03D5,U+03F5",
  "U+2016,U+2020,U+2026,U+2032,U+2033,U+2061-2064,U+210E,U+2113,U+2115,U+211D,U+2124,U+2190,U+2192,U+2194,U+21A6,U+21D2,U+21D4",
  "U+2200,U+2202,U+2203,U+2205,U+2207,U+2208,U+2209,U+220F,U+2211,U+2212,U+2217,U+2218,U+221A,U+221D,U+221E,U+2223,U+2225,U+2229-222B",
  "U+223C,U+2248,U+2260,U+2261,U+2264,U+2265,U+226A,U+226B,U+2282,U+2286,U+2295,U+2297,U+22A4,U+22A5,U+22C5,U+22EE,U+22EF,U+22F1",
  "U+2308-230B,U+23DE,U+23DF,U+27E8,U+27E9",
  // Italic and bold Latin, italic Greek, a few bold Greek, script and double-struck letters.
  "U+1D400-1D467,U+1D6E4,U+1D6E5,U+1D6E9,U+1D6EC,U+1D6EF,U+1D6F1,U+1D6F4,U+1D6F7-1D6F9,U+1D6FC-1D71B",
  "U+1D6BA,U+1D6C3,U+1D6C4,U+1D6C6,U+1D6C9,U+1D6CD",
  "U+1D49F,U+1D4A9,U+1D4AA,U+210B,U+2112,U+2131,U+1D538,U+1D53C,U+1D540,U+1D7D9,U+2119",
].join(",");

const SUBSET = [`--unicodes=${MATHS}`, "--flavor=woff2", "--layout-features=dtls,flac", "--no-hinting", "--desubroutinize"];
const FONTS = {
  "source-serif-4.woff2": {
    from: "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
    make: (source, target) => [join(kit, "web_font.py"), source, target, "400:700"],
    key: readFileSync(join(kit, "web_font.py"), "utf8"),
  },
  "stix-two-math.woff2": {
    from: "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2",
    make: (source, target) => ["-m", "fontTools.subset", source, `--output-file=${target}`, ...SUBSET],
    key: SUBSET.join("\n"),
  },
};

function font(name) {
  const { from, make, key: made } = FONTS[name];
  const source = join(root, "node_modules", from);
  const key = createHash("sha256").update(readFileSync(source)).update(made).digest("hex").slice(0, 16);
  const cached = join(build, "fonts", `${key}-${name}`);
  if (!existsSync(cached)) {
    mkdirSync(dirname(cached), { recursive: true });
    const partial = `${cached}.${process.pid}`;
    execFileSync(python(), make(source, partial));
    renameSync(partial, cached);
  }
  return cached;
}

function python() {
  const own = join(root, ".venv/bin/python");
  return existsSync(own) ? own : "python3";
}

// Made anew only when the program that makes them, or the release of a font, has changed.
function pictureFonts() {
  const program = join(kit, "picture_fonts.py");
  const key = createHash("sha256").update(readFileSync(program)).update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  const stamp = join(build, "pictures", "stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return;
  execFileSync(python(), [program, join(root, "node_modules"), join(build, "pictures")]);
  writeFileSync(stamp, key);
}

const items = {
  name: "items",
  setup(bundle) {
    bundle.onResolve({ filter: /^every:items$/ }, () => ({ path: "items", namespace: "every" }));
    bundle.onLoad({ filter: /.*/, namespace: "every" }, () => {
      const found = globSync("assessments/items/*/item.ts", { cwd: root }).sort();
      return { contents: found.map((path) => `import ${JSON.stringify(`./${path}`)};`).join("\n"), resolveDir: root };
    });
  },
};

const fonts = {
  name: "fonts",
  setup(bundle) {
    bundle.onResolve({ filter: /^fonts\// }, ({ path }) => ({ path: font(path.slice(6)), pluginData: path }));
  },
};

async function main() {
  // Two builds at once must not write into each other's folder.
  const next = join(build, `next-${process.pid}`);
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { ...entries(), items: "every:items", "site-css": join(kit, "css/site.css"), icon: join(kit, "icon.svg") },
    outdir: next,
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "chrome115", "firefox115", "safari16.4"],
    minify: true,
    sourcemap: false,
    legalComments: "none",
    entryNames: "[dir]/[name]-[hash]",
    chunkNames: "chunks/[hash]",
    assetNames: "fonts/[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "copy" },
    plugins: [fonts, items],
    metafile: true,
    logLevel: "warning",
  });
  const manifest = describe(result.metafile, next);
  for (const path of globSync("**/*.{js,css}", { cwd: next })) {
    writeFileSync(join(next, `${path}.gz`), gzipSync(readFileSync(join(next, path)), { level: 9 }));
  }
  // Files of earlier builds stay: their names carry their content, and a running site may still name them.
  for (const path of globSync("**/*", { cwd: next, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const from = join(path.parentPath, path.name);
    const to = join(out, relative(next, from));
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
  rmSync(next, { recursive: true, force: true });
  const partial = join(build, `manifest-${process.pid}.json`);
  writeFileSync(partial, `${JSON.stringify(manifest, null, 1)}\n`);
  renameSync(partial, join(build, "manifest.json"));
  pictureFonts();
  report(manifest);
}

function describe(metafile, next) {
  const assets = {};
  const imports = {};
  const local = (path) => relative(next, resolve(root, path));
  const chunks = (path, seen = new Set()) => {
    for (const { path: to, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind !== "import-statement" || seen.has(to)) continue;
      seen.add(to);
      chunks(to, seen);
    }
    return [...seen];
  };
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const file = local(path);
    if (file.endsWith(".woff2")) {
      const name = Object.keys(FONTS).find((known) => Object.keys(output.inputs)[0]?.endsWith(known));
      assets[`fonts/${name}`] = file;
    } else if (output.entryPoint && !file.startsWith("chunks/")) {
      // What is imported on use has no name: whoever imports it knows its address.
      const name = file.replace(/-[A-Z0-9]{8}\.(js|css|svg)$/, ".$1").replace(/-css\.css$/, ".css");
      assets[name] = file;
      if (file.endsWith(".js")) imports[name] = chunks(path).map(local);
    }
  }
  return { assets: Object.fromEntries(Object.entries(assets).sort()), imports };
}

function report(manifest) {
  const size = (path) => statSync(existsSync(join(out, `${path}.gz`)) ? join(out, `${path}.gz`) : join(out, path)).size;
  const total = readdirSync(out, { recursive: true }).length;
  const own = Object.entries(manifest.assets).map(([name, path]) => `${name} ${(size(path) / 1024).toFixed(1)}`);
  process.stdout.write(`assets: ${total} files; KB compressed: ${own.join(", ")}\n`);
}

await main();

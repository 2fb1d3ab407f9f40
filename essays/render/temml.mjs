// Sets a batch of equations as MathML: JSON in, JSON out. Run by the publisher only.
import { readFileSync } from "node:fs";
import temml from "temml";

const macros = { "\\R": "\\mathbb{R}", "\\E": "\\mathbb{E}", "\\Var": "\\operatorname{Var}" };

const set = ({ latex, display }) => {
  try {
    const options = { displayMode: display, throwOnError: true, strict: true, trust: false, macros: { ...macros } };
    return { html: temml.renderToString(latex, options) };
  } catch (error) {
    return { error: String(error.message), position: error.position ?? null };
  }
};

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(set)));

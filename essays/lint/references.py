"""Rules about names: whatever a role, directive or option names must be there."""

from collections.abc import Collection, Iterator

from essays.contract import Place, Problem
from essays.lint.context import Context
from essays.markup import roles
from essays.markup.directives import ROLES
from essays.markup.nodes import Prose
from essays.render.slugs import slugify


def check(context: Context) -> Iterator[Problem]:
    for run in context.runs:
        for token, place in run.pieces():
            if token.type == "myst_role":
                yield from _role(token.meta["name"], token.content, place, context)
            elif token.type == "link_open":
                yield from _link(str(token.attrs.get("href", "")), place)
    for equation in context.equations:
        for role, name in roles.maths_names(equation.latex):
            yield from _number(role, name, equation.place, context)
    yield from _directives(context)
    yield from _cited(context)
    yield from _labels(context)


def _role(role: str, content: str, place: Place, context: Context) -> Iterator[Problem]:
    if role not in ROLES:
        known = ", ".join(sorted(ROLES))
        yield place.problem("role", f"The role {role!r} is not known.", f"Known: {known}.")
    elif role in ("val", "const"):
        yield from _number(role, content.strip(), place, context)
    elif role == "cite":
        for citation in roles.citations(content):
            yield from _known("citation", citation.key, context.folder.references, place, "refs.bib")
    elif role == "term":
        terms = {term.id for term in context.folder.front.glossary} | set(context.house.terms)
        yield from _known("term", roles.target(content).name, terms, place, "the glossary")
    elif role == "ref":
        name = roles.target(content).name
        if name.startswith("/"):
            yield from _known("essay", name.strip("/"), context.house.essays, place, "the essays")
        else:
            yield from _known("reference", name, targets(context), place, "this essay")
    elif role == "ctl":
        yield from _control(content, place, context)


def _number(role: str, name: str, place: Place, context: Context) -> Iterator[Problem]:
    claim = context.folder.claims.get(name)
    if claim is None:
        yield place.problem("number", f"There is no claim {name!r} in claims.yaml.", "Add it.")
    elif claim.is_constant != (role == "const"):
        other = "const" if claim.is_constant else "val"
        yield place.problem("number", f"{name!r} is {claim.kind}.", f"Write {{{other}}}.")


def _known(what: str, name: str, known: Collection[str], place: Place, where: str) -> Iterator[Problem]:
    if name not in known:
        yield place.problem(what, f"The {what} {name!r} is not in {where}.", "Define it or mend the name.")


def _control(content: str, place: Place, context: Context) -> Iterator[Problem]:
    control = roles.control(content)
    figure = context.figures.get(control.figure)
    if figure is None:
        yield from _known("figure", control.figure, context.figures, place, "this essay")
        return
    if not control.text or not control.values:
        yield place.problem("ctl", "A control needs a text and a state.", "Write: 39 knots <fig-fit?knots=39>")
    params = context.params_of(figure)
    if params is not None:
        for name in control.values:
            yield from _known("parameter", name, params, place, f"the figure {control.figure!r}")


def _link(href: str, place: Place) -> Iterator[Problem]:
    if not href.startswith(("https://", "/", "#", "mailto:")):
        yield place.problem("link", f"The link {href!r} is not allowed.", "Use https: or a path that begins with /.")


def _directives(context: Context) -> Iterator[Problem]:
    items = {item.id for item in context.folder.items}
    for node in context.document.directives("check", "predict"):
        yield from _known("item", node.argument, items, node.place, "items.yaml")
    for node in context.document.directives("sweep"):
        yield from _known("sweep", node.argument, context.folder.sweeps, node.place, "sweeps.yaml")
    for node in context.document.directives("game"):
        yield from _known("challenge", node.argument, context.house.challenges, node.place, "the challenges")
    front = context.folder.front
    for one in front.prerequisites:
        if one.slug not in context.house.essays and not one.title:
            place = Place("essay.md", one.line)
            mend = f'Write: {{slug: {one.slug}, title: "…"}}'
            yield place.problem("prerequisite", f"The essay {one.slug!r} is not there and has no title.", mend)
    if front.challenge:
        place = Place("essay.md", front.lines.get("challenge", 1))
        yield from _known("challenge", front.challenge, context.house.challenges, place, "the challenges")


def _cited(context: Context) -> Iterator[Problem]:
    cited = {roles.citations(claim.source)[0].key for claim in context.folder.claims.values() if claim.kind == "quoted"}
    for run in context.runs:
        for token in run.tokens:
            if token.type == "myst_role" and token.meta["name"] == "cite":
                cited |= {citation.key for citation in roles.citations(token.content)}
    for key, reference in context.folder.references.items():
        if key not in cited:
            place = Place("refs.bib", reference.line)
            yield place.problem("citation", f"{key!r} is never cited.", "Cite it or cut it.")


def _labels(context: Context) -> Iterator[Problem]:
    """Two things of one name could not both be linked to."""
    seen: dict[str, int] = {}
    for name, place in _named(context):
        if name in seen:
            yield place.problem("name", f"{name!r} is already the name of something on line {seen[name]}.")
        seen.setdefault(name, place.line)


def _named(context: Context) -> Iterator[tuple[str, Place]]:
    for node in context.document.walk():
        if isinstance(node, Prose):
            for index, token in enumerate(node.tokens):
                if token.type == "heading_open":
                    yield slugify(node.tokens[index + 1].content), node.place(token)
                elif token.type == "math_block_label":
                    yield token.info, node.place(token)
        elif node.name in ("figure", "sweep", "code") and node.get("id"):
            yield str(node.get("id")), node.place
        elif node.name in ("table", "predict", "check", "explain", "scrolly"):
            yield node.argument, node.place


def targets(context: Context) -> set[str]:
    """Everything in the essay that {ref} may name."""
    return {name for name, _ in _named(context)}

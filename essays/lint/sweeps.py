"""Rules about sweeps: a simulation that is there, parameters that it takes, a number of seeds that it allows."""

from collections.abc import Iterator

from essays.contract import Place, Problem, Sweep
from essays.lint.context import Context, data_file
from overlook.kit.errors import Invalid


def check(context: Context) -> Iterator[Problem]:
    shown = {node.argument for node in context.document.directives("sweep")}
    shown |= {
        str(node.get("data")).removeprefix("sweep:")
        for node in context.document.directives("figure")
        if str(node.get("data")).startswith("sweep:")
    }
    for sweep in context.folder.sweeps.values():
        place = Place("sweeps.yaml", sweep.line)
        if sweep.name not in shown:
            yield place.problem("sweep", f"The sweep {sweep.name!r} is not shown.", "Show it or cut it.")
        if not data_file(f"sweep:{sweep.name}", context.folder):
            yield place.problem("sweep", f"The artefact {sweep.artefact!r} is not there.")
        yield from _recipe(sweep, place, context)


def _recipe(sweep: Sweep, place: Place, context: Context) -> Iterator[Problem]:
    simulation = context.house.simulations.get(sweep.simulation)
    if simulation is None:
        known = ", ".join(context.house.simulations)
        yield place.problem("sweep", f"There is no simulation {sweep.simulation!r}.", f"Known: {known}.")
        return
    try:
        simulation.check_seeds(simulation.normalise(sweep.params), sweep.seeds)
    except Invalid as error:
        said = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.fields.items()) or error.message
        yield place.problem("sweep", f"{sweep.simulation!r} does not take these parameters: {said}")

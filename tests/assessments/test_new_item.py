"""`make new-item` writes a leaf that is found, published, asked and graded without anybody knowing of it."""

import sys

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError
from django.template import engines

import assessments.items
from assessments.banks import item_types, parse_bank
from assessments.engine.variants import materialise
from assessments.management.commands.new_item import write_leaf
from overlook.kit.registry import discover


@pytest.fixture
def leaf(tmp_path, monkeypatch):
    write_leaf(tmp_path / "items" / "probe_word")
    monkeypatch.setattr(assessments.items, "__path__", [*assessments.items.__path__, str(tmp_path / "items")])
    discover.cache_clear()
    yield tmp_path / "items" / "probe_word"
    discover.cache_clear()
    for name in [name for name in sys.modules if name.startswith("assessments.items.probe_word")]:
        del sys.modules[name]


def test_a_new_type_is_found_asked_and_graded(leaf):
    (spec,) = parse_bank(yaml.safe_load((leaf / "specimen.yaml").read_text()))
    kind = item_types()["probe-word"]
    variant = materialise(kind, spec, 0)
    assert kind.grade(kind.parse_response(kind.reference(variant), variant), variant).fraction == 1
    for wrong in kind.mistakes(variant):
        assert kind.grade(kind.parse_response(wrong, variant), variant).fraction < 1
    template = engines["django"].from_string((leaf / "item.html").read_text())
    assert 'value="norm"' in template.render({"inputs": kind.inputs(variant.public, {"word": "norm"}), "dom_id": "a"})


@pytest.mark.parametrize("name", ["", "Two words", "-x", "numeric", "../x"])
def test_a_name_that_will_not_do_is_refused(name):
    with pytest.raises(CommandError):
        call_command("new_item", name)

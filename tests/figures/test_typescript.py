"""Node's own runner over every ``*.test.mjs`` beside the code that it tests."""

from tests.figures.node import ROOT, node


def test_every_typescript_test_passes():
    found = sorted(
        str(path.relative_to(ROOT))
        for room in ("platform", "essays", "assessments", "simulations")
        for path in (ROOT / room).rglob("*.test.mjs")
    )
    assert len(found) >= 4
    result = node("--test", *found)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]

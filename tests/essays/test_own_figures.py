"""A reader's own data in a figure, without a script: drawn for one answer, kept nowhere, refused in sentences."""

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from essays.build import build
from essays.publish import register
from overlook.kit.clock import now
from tests.essays.conftest import SLUG

PLACE = f"/e/{SLUG}/figure/fig-own/own"
CSV = "score,label\n0.9,1\n0.8,1\n0.7,0\n0.7,1\n0.4,0\n0.2,0\n"
SAME = {"HTTP_SEC_FETCH_SITE": "same-origin"}
FIGURE = """
:::{figure} threshold
:id: fig-own
:title: Boats and waves
:params: {t: 0.8}
:controls: [t]
:own: true
:caption: Cases and a threshold.
:describe: Two rows of dots and a staircase.
:task: Find all boats.
:goal: tpr >= 0.9
:solution: {t: 0.2}
:print: {t: 0.5}
:::
"""


@pytest.fixture
def taking(db, folder, house, settings):
    """The small essay, with a figure that takes own data."""
    essay = folder / "essay.md"
    essay.write_text(essay.read_text() + FIGURE)
    settings.ESSAYS_DIR = folder.parent
    settings.ESSAYS_BUILD_DIR = folder.parent.parent / "build"
    register(artefact=build(folder, house, settings.ESSAYS_BUILD_DIR / SLUG), at=now())


@pytest.fixture
def send(taking, client):
    return lambda **fields: client.post(PLACE, fields, **SAME)


def found(pattern, page):
    """What the pattern's group holds."""
    match = re.search(pattern, page)
    assert match, pattern
    return unescape(match[1])


def faults(response):
    listed = re.search(r'<div class="errors".*?</div>', response.content.decode(), re.DOTALL)
    return [unescape(re.sub("<.*?>", "", one)) for one in re.findall(r"<li>(.*?)</li>", listed[0])] if listed else []


def test_the_figure_leads_to_the_form_and_only_where_its_author_says_so(taking, client):
    page = client.get(f"/e/{SLUG}").content.decode()
    assert page.count("Use your own data") == 1
    assert f'<a href="{PLACE}" data-part="own-data">Use your own data</a>' in page
    assert client.get(PLACE).status_code == 200
    assert client.get(f"/e/{SLUG}/figure/fig-story/own").status_code == 404
    assert client.get(f"/e/{SLUG}/figure/none/own").status_code == 404


def test_the_form_is_the_same_for_everybody(taking, client):
    for extra in ({}, {"HTTP_HX_REQUEST": "true"}):
        answer = client.get(PLACE, **extra)
        assert not answer.cookies
        assert answer["Cache-Control"].startswith("public")
        assert client.get(PLACE, HTTP_IF_NONE_MATCH=answer["ETag"], **extra).status_code == 304
        assert "HX-Request" in answer["Vary"]


def test_the_part_that_opens_in_the_figure_tells_the_browser_all_it_needs(taking, client):
    part = client.get(PLACE, HTTP_HX_REQUEST="true").content.decode()
    told = json.loads(found(r'data-told="([^"]*)"', part))
    assert [column["slug"] for column in told["columns"]] == ["score", "label"]
    assert (told["fewest"], told["most"]) == (5, 2000)
    assert [param["name"] for param in told["params"]] == ["t", "share", "ratio", "plane", "panel"]
    assert "style=" not in part
    assert "Nothing is sent" in part


def test_a_sent_table_is_drawn_measured_and_kept_nowhere(send):
    answer = send(table=CSV)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert "Of 9 pairs the positive wins 8 and ties in 1: the area under the curve is 0.944." in page
    assert page.count('class="handle"') == 1
    assert "0.9,1" in page


def test_controls_move_the_picture_of_the_same_table(send):
    of = found(r'name="of" value="(\w+)"', send(table=CSV).content.decode())
    assert "At 0.9, 1 of 3 positives" in send(table=CSV, of=of, **{"t-at": "90"}).content.decode()
    # Another table begins at its own beginning.
    assert "At 0.9" not in send(table=CSV + "0.1,0\n", of=of, **{"t-at": "90"}).content.decode()


def test_the_example_can_be_tried_without_typing(send):
    page = send(table="x", example="1").content.decode()
    assert "the area under the curve is 0.783." in page
    assert "0.95,1" in page


def test_what_is_wrong_is_said_by_row_and_column_and_what_was_typed_stays(send):
    answer = send(table="score,label\n.1,0\n.2,1\n.3,1\n.4,0\n.5,<b>")
    assert answer.status_code == 422
    assert "no-store" in answer["Cache-Control"]
    assert faults(answer) == ["Row 6, column 2 (label): “<b>” is not a number."]
    assert ".5,&lt;b&gt;" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_file_goes_before_what_was_pasted_and_its_columns_can_be_chosen(send):
    rows = "".join(f"{index};{index % 2};{10 - index}\n" for index in range(8))
    file = SimpleUploadedFile("own.csv", f"a;b;c\n{rows}".encode("utf-16"))
    page = send(table="x", file=file, **{"column-score": "c", "column-label": "b"}).content.decode()
    assert "<option selected>c</option>" in page
    assert "the area under the curve is 0.375." in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("", "There are no rows: paste the numbers, one row a line."),
        ("PK\x03\x04", "Row 1 holds a character that is no text. Save the table as CSV (UTF-8) first."),
        ("1,0\n" * 20_000, "The data are longer than 64 KB. Leave out rows or columns."),
        ("1,0\n" * 1_000_000, "The data are longer than 64 KB. Leave out rows or columns."),
    ],
)
def test_nonsense_is_refused_in_a_sentence(send, sent, sentence):
    answer = send(table=sent)
    assert answer.status_code == 422
    assert faults(answer) == [sentence]


def test_another_site_cannot_send_a_table(taking, client):
    assert client.post(PLACE, {"table": CSV}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert client.put(PLACE).status_code == 405


def test_no_log_holds_the_table(send, caplog, capfd):
    send(table="score,label\n0.123456,1\n0.654321,0\n")
    send(table=CSV.replace("0.9", "0.987654"))
    out, err = capfd.readouterr()
    said = caplog.text + out + err
    assert "0.123456" not in said
    assert "0.987654" not in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (":own: true", ":own: perhaps", "true or false"),
        ("{figure} threshold", "{figure} two-populations", "takes no data"),
    ],
)
def test_the_lint_refuses_what_cannot_take_own_data(problems, folder, old, new, told):
    essay = folder / "essay.md"
    essay.write_text(essay.read_text() + FIGURE)
    assert any(told in problem.message for problem in problems("essay.md", (old, new)))


def test_the_lint_refuses_own_data_in_a_pinned_figure(problems):
    told = problems("essay.md", (":id: fig-story", ":id: fig-story\n:own: true"))
    assert [problem.message for problem in told if problem.rule == "own"] == [
        "A 'knot-fit' figure takes no data of the reader's.",
        "A figure in a scrolly cannot take own data.",
    ]

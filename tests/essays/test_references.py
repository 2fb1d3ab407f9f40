"""References as readers see them: no TeX is left."""

import pytest

from essays.render.sources import reference_html
from essays.source.bib import references

ENTRY = "@article{{one, author = {{{author}}}, title = {{{title}}}, year = {{2001}}, url = {{{url}}}}}"


def entry(author="Doe, J.", title="A title", url="https://example.org"):
    found, problems = references(ENTRY.format(author=author, title=title, url=url))
    return found["one"], [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"Doursat, Ren{\'e}", "Doursat, René"),
        (r"P{\'o}lya", "Pólya"),
        (r"P\'olya", "Pólya"),
        (r"Erd\H{o}s", "Erdős"),
        (r"Na{\"\i}ve", "Naïve"),
        (r"Na\"{i}ve {BERT}", "Naïve BERT"),
        (r"\v{C}ech, {\c{c}}a, {\O}rsted, Gau{\ss}, {\L}ojasiewicz", "Čech, ça, Ørsted, Gauß, Łojasiewicz"),
        (r"Bias--variance: 50\% R\&D", "Bias–variance: 50% R&D"),
        ("Ren\u0065\u0301", "René"),
    ],
)
def test_tex_is_read_as_characters(written, read):
    reference, problems = entry(author=written, title=written)
    assert reference.fields["title"] == reference.fields["author"] == read
    assert problems == []
    assert "\\" not in reference_html(reference)


def test_an_address_stays_as_it_is():
    reference, _ = entry(url="https://example.org/~one--two")
    assert reference.fields["url"] == "https://example.org/~one--two"


def test_tex_that_is_not_known_is_a_problem_that_names_the_field():
    _, problems = entry(title=r"The \emph{best} one")
    assert problems == [r"'title' of 'one' holds TeX that is not known: 'The \\emphbest one'."]

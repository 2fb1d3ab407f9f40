"""The list of sections at the head of an essay."""

import re
from dataclasses import replace

from django.test import Client

from essays.contents import contents
from essays.contract import Claim
from tests.essays.conftest import SLUG


def test_each_section_is_named_once_in_its_order():
    segments = [
        {"html": '<p>Before.</p><h2 id="one" data-mark="1">One</h2><h3 id="half">Half</h3>'},
        {"figure": "fig"},
        {"html": '<h2 id="two">Of <a class="term" href="#term-knot">knots</a></h2>'},
    ]
    assert contents(segments) == [("one", "One"), ("two", "Of knots")]


def test_every_line_of_the_list_leads_to_a_section_of_the_page(published, client: Client):
    page = client.get(f"/e/{SLUG}").content.decode()
    listed = re.findall(
        r'<li><a href="#([^"]+)">', page.partition('<details class="contents">')[2].partition("</details>")[0]
    )
    assert listed
    assert listed == re.findall(r'<h2 id="([^"]+)" data-mark', page)


def test_a_share_is_printed_as_the_figures_print_it():
    claim = Claim("share", "given", 0.905, 0.0, "{:.1%}", 1, source="The example.")
    assert claim.printed() == "90.5\N{NO-BREAK SPACE}%"
    assert replace(claim, expected=-0.905).printed() == "−90.5\N{NO-BREAK SPACE}%"

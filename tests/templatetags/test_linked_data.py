"""Data inside a page cannot become a script."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from claims.templatetags.linked_data import linked_data


@given(st.text())
def test_whatever_is_said_stays_inside_the_element_and_comes_out_again(text):
    facts = {"text": text + "</script><!--\u2028\u2029]]>&amp;"}
    html = linked_data(facts)
    inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', html)[1]
    assert not set(inside) & set("<>&\u2028\u2029")
    assert inside.isascii()
    assert json.loads(inside) == facts

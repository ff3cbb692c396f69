"""What the reading view's address may ask."""

from django import forms

from claims.forms.query import QueryForm


class ReadingForm(QueryForm):
    """`page` is a part of the text, or a page of the best list; the page with the place `at` is
    the one to show; `place_of` names an appearance that gets a new passage."""

    SHOWN = (
        ("all", "The whole text"),
        ("worth", "Worth a look, in the text"),
        ("best", "Worth a look, best first"),
    )
    show = forms.ChoiceField(
        choices=SHOWN,
        required=False,
        error_messages={"invalid_choice": "“show” is one of all, worth and best."},
    )
    at = forms.RegexField(
        r"\A[0-9]{1,9}\Z",
        required=False,
        error_messages={"invalid": "“at” is a place in the text, counted in characters from 0."},
    )
    place_of = forms.CharField(required=False)

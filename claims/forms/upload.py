"""A file that a person brings to be imported."""

from django import forms


class UploadForm(forms.Form):
    import_file = forms.FileField(
        label="File",
        max_length=200,
        help_text="CSV with a header line; commas, semicolons or tabs. Best in UTF-8.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={
            "empty": "The file is empty: its first line must name the columns.",
            "required": "Choose a file first.",
        },
    )

import pytest

from claims.reading.furniture import LONGEST, is_furniture


@pytest.mark.parametrize(
    "line",
    [
        "Updated: Dec 13, 2018 news.example.org   Print",
        "Last updated on 3 May 2018 at 10:30 GMT",
        "Veröffentlicht am 3. Mai 2018",
        "发布时间：2018年12月13日",
        "Share - WeChat",
        "Print this page",
        "Teilen auf Facebook",
        "7",
        "– 7 –",
        "Page 3 of 10",
        "Seite 4 von 12",
        "第3页",
        "< 1 2 3",
        "xiv",
        "Copyright©2025 Example Daily. All rights reserved.",
        "© 2024 Example Press",
        "All rights reserved",
        "www.example.org",
        "京ICP备12345678号-6",
        "京公网安备 11010500000000号 京公网安备 11010500000000号",
        "11/24/26, 2:31 AM https://www.example.org/report 1/12",
        "https://www.example.org/report?page=2 3/12",
        "ISSN 1234-5678",
        "Back to top",
        "* * *",
        "Conclusion . . . . . . . . . . . . 187",
    ],
)
def test_what_the_page_says_about_itself_is_furniture(line):
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Conclusion",
        "Updated figures show that 13 million people moved.",
        "Updated: 3 May 2018 the minister resigned",
        "Published: the ministry counted 300 dead",
        "Copyright law changed in 1998.",
        "Copyright 1998 was a year of change. Prices fell.",
        "Print runs fell by 40 percent",
        "Share of women: 30",
        "Share prices fell",
        "Page 3 of the report says that 12 people died.",
        "Save the Children",
        "11/24/26, 2:31 AM the parliament voted",
        "In 2018",
        "7 million people",
        "2018 was warm.",
        "Civil",
        "Example.org says that prices doubled.",
        "All rights reserved for the state were lifted in 1990.",
        "It went on and on . . . . and nothing came of it.",
        "Home ownership rose to 64 percent",
        "Next year taxes will fall",
    ],
)
def test_an_honest_line_is_not_furniture(line):
    assert not is_furniture(line)


def test_nothing_long_is_furniture_whatever_it_begins_with():
    assert not is_furniture("© 2024 " + "x" * LONGEST)

"""How our verdicts were made, in figures: by whom, from what, about whom, and who was heard."""

from collections import Counter
from statistics import median

from django.db.models import Count, Q
from django.urls import reverse

from claims.models import Claim, ClaimReviewVersion, ReplyRequest
from claims.views.figures import Figure, Row, Section, people, percent, rows
from claims.vocabulary import ClaimantKind, NotCheckable, ReplyOutcome

MOST_CLAIMANTS = 10
KINDS = {ClaimantKind.PERSON: "persons", ClaimantKind.ORGANIZATION: "organisations"}


def verdicts(year: int | None, period: str) -> Section:
    counted = (
        Claim.objects.published()
        .first_published_in(year)
        .aggregate(
            published=Count("pk"),
            withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
            samples=Count("pk", filter=Q(published_version__document__is_sample=True)),
            writers=Count("published_version__written_by", distinct=True),
            approvers=Count("published_version__approved_by", distinct=True),
        )
    )
    samples = counted["samples"]
    figures = [
        Figure(f"{counted['published']:,}", "claims with a verdict"),
        Figure(f"{counted['writers']:,}", f"{people(counted['writers'])} wrote them"),
        Figure(f"{counted['approvers']:,}", f"{people(counted['approvers'])} approved them"),
        Figure(f"{counted['withdrawn']:,}", "withdrawn again"),
    ]
    words = (
        "Every verdict was approved by somebody who neither wrote nor edited nor proposed it: the "
        "software publishes none otherwise, whoever asks for it."
    )
    if samples:
        words += f" {samples:,} of them are samples, invented to show how the workbench works."
    return Section(
        name="verdicts",
        title="Verdicts and the people behind them",
        period=period,
        words=words,
        limits="It cannot tell whether two people who approve each other's work think alike.",
        codes=("ifcn-1", "ifcn-4", "efcsn-methodology"),
        figures=figures,
    )


def sources(year: int | None, period: str) -> Section:
    versions = ClaimReviewVersion.objects.shown().first_published_in(year)
    total, primary, spread = 0, 0, Counter[int]()
    for number, has_primary, verdicts in versions.by_sources():
        total, primary = total + verdicts, primary + verdicts * has_primary
        spread[number] += verdicts
    figures = [
        Figure(
            f"{median(spread.elements()):g}" if spread else "–", "sources for a verdict (median)"
        ),
        Figure(f"{min(spread)}" if spread else "–", "sources at the least"),
        Figure(percent(primary, total), "have a primary source"),
    ]
    return Section(
        name="sources",
        title="Sources",
        period=period,
        words="Every source of a verdict is listed on its page, with what it says. A primary "
        "source is the record itself, not a report about it; where there is none, the page says "
        "why.",
        limits="A number of sources says nothing about how good or how independent they are.",
        codes=("ifcn-2", "efcsn-methodology"),
        figures=figures,
        caption="Verdicts that stand, by how many sources they cite",
        heading="Sources",
        rows=rows((f"{n} source{'s' * (n != 1)}", spread[n]) for n in sorted(spread)),
    )


def spread(year: int | None, period: str) -> Section:
    versions = ClaimReviewVersion.objects.shown().first_published_in(year)
    named = ("claimant__name", "claimant__slug", "claimant__kind")
    counted = list(
        versions.filter(claimant__isnull=False)
        .order_by()
        .values_list(*named)
        .annotate(number=Count("pk"))
        .order_by("-number", "claimant__name")
    )
    total, kinds = sum(one[3] for one in counted), Counter[str]()
    for _, _, kind, number in counted:
        kinds[kind] += number
    return Section(
        name="claimants",
        title="Whose claims we checked",
        period=period,
        words="We check those who are heard, and look at this table to see whether we look at some "
        "of them only.",
        limits="It cannot tell how many claims each of them made, nor how many were worth a check. "
        "Whom they belong to stands in the next table, as far as we know it.",
        codes=("ifcn-1", "efcsn-ethics"),
        figures=[
            Figure(f"{len(counted):,}", "claimants"),
            *(
                Figure(percent(kinds[kind], total), f"of the claims by {plural}")
                for kind, plural in KINDS.items()
            ),
            Figure(percent(counted[0][3] if counted else 0, total), "by the most checked alone"),
        ],
        caption="Verdicts that stand, by claimant",
        heading="Claimant",
        rows=_by_claimant(counted, total),
    )


def _by_claimant(counted: list[tuple[str, str, str, int]], total: int) -> list[Row]:
    """The most checked by name, the others as one row; of (name, slug, kind, number)."""
    named = [
        (name, number, reverse("claims:claimant_detail", args=[slug]))
        for name, slug, _, number in counted[:MOST_CLAIMANTS]
    ]
    others = sum(one[3] for one in counted[MOST_CLAIMANTS:])
    if not others:
        return rows(named, total=total)
    label = f"{len(counted) - MOST_CLAIMANTS:,} other claimants"
    return rows(named, total=total) + rows([(label, others)], total=total)


def _by_affiliation(year: int | None) -> list[tuple[str, int, int]]:
    """(affiliation, verdicts, claimants), the most checked first; "" stands for none known."""
    versions = ClaimReviewVersion.objects.shown().first_published_in(year)
    return list(
        versions.filter(claimant__isnull=False)
        .order_by()
        .values_list("claimant__affiliation")
        .annotate(number=Count("pk"), claimants=Count("claimant", distinct=True))
        .order_by("-number", "claimant__affiliation")
    )


def affiliations(year: int | None, period: str) -> Section:
    """Spread over parties and other groups, by the names that we know."""
    counted = _by_affiliation(year)
    total, unknown = sum(one[1] for one in counted), [one for one in counted if not one[0]]
    known = [one for one in counted if one[0]]
    listed = [(name, number) for name, number, _ in known[:MOST_CLAIMANTS]]
    if others := sum(one[1] for one in known[MOST_CLAIMANTS:]):
        listed.append((f"{len(known) - MOST_CLAIMANTS:,} others", others))
    listed += [("None known", number) for _, number, _ in unknown]
    nobody = sum(one[2] for one in unknown)
    return Section(
        name="affiliations",
        title="Parties and groups whose claims we checked",
        period=period,
        words="The party or organisation that a claimant belongs to today, where we have noted "
        "one. It stands on the claimant's page.",
        limits=f"Of {nobody:,} of the claimants no affiliation is in our data, because they have "
        "none, or because nobody noted it. It cannot tell whom they belonged to when they spoke.",
        codes=("ifcn-1", "efcsn-ethics"),
        figures=[
            Figure(f"{len(known):,}", "parties and groups"),
            Figure(f"{nobody:,}", "claimants of whom we know none"),
            Figure(percent(known[0][1], total) if known else "–", "of the claims by the largest"),
        ],
        caption="Verdicts that stand, by what the claimant belongs to",
        heading="Affiliation",
        rows=rows(listed, total=total) if known else (),
    )


def as_of_today(year: int | None) -> str:
    """The period of figures that no year changes."""
    return f"as of today, and not of {year}" if year else "as of today"


def not_checked(year: int | None) -> Section:
    reasons = Claim.objects.not_checked().order_by().values_list("not_checkable_reason")
    counted = reasons.annotate(number=Count("pk")).order_by("-number", "not_checkable_reason")
    address = reverse("claims:not_checked_list")
    listed = rows(
        (NotCheckable(reason).label.capitalize(), number, f"{address}?reason={reason}")
        for reason, number in counted
    )
    return Section(
        name="not-checked",
        title="What we did not check",
        period=as_of_today(year),
        words="Claims that we looked at and set aside, each with its reason in a public list.",
        limits="It cannot tell of the claims that nobody here ever looked at.",
        codes=("ifcn-1", "ifcn-4", "efcsn-methodology"),
        figures=[Figure(f"{sum(row.number for row in listed):,}", "claims set aside")],
        caption="Claims that are set aside, by reason",
        heading="Reason",
        rows=listed,
    )


def replies(year: int | None, period: str) -> Section:
    asked = ReplyRequest.objects.told().of_verdicts_first_published_in(year)
    counted = Counter(dict(asked.order_by().values_list("outcome").annotate(Count("pk"))))
    total = sum(counted.values())
    told = [outcome for outcome in ReplyOutcome if outcome != ReplyOutcome.CALLED_OFF]
    return Section(
        name="replies",
        title="Right of reply",
        period=period,
        words="Whom we asked before we published, and who answered. What they said stands on the "
        "page of the verdict.",
        limits="It cannot tell whether we asked the right person, or left them time enough.",
        codes=("ifcn-1", "ifcn-4", "efcsn-methodology", "efcsn-ethics"),
        figures=[
            Figure(f"{total:,}", "replies asked for"),
            Figure(percent(counted[ReplyOutcome.ANSWERED], total), "were answered"),
        ],
        caption="Requests for a reply, by how they ended",
        heading="Outcome",
        rows=rows((one.label.capitalize(), counted[one]) for one in told) if total else (),
    )

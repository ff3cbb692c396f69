"""What fact-checkers promise in public, by the numbers under which the two codes list it.

The IFCN Code of Principles has five commitments:
https://ifcncodeofprinciples.poynter.org/the-commitments
The EFCSN's European Code of Standards asks for methodology, ethics and transparency:
https://efcsn.com/code-of-standards/
That the corrections policy is Article 3.3, the network says itself at
https://efcsn.com/complaints/. The numbers of the other articles that are meant here could not be
confirmed, so they are named by their topic.

The words here are ours; theirs stand at these addresses.
"""

from typing import NamedTuple


class Commitment(NamedTuple):
    code: str
    name: str
    asks: str


IFCN, EFCSN = "IFCN Code of Principles", "European Code of Standards (EFCSN)"
COMMITMENTS = {
    "ifcn-1": Commitment(IFCN, "1. Nonpartisanship and fairness",
        "The same standard for every check, and no side singled out."),
    "ifcn-2": Commitment(IFCN, "2. Transparency of sources",
        "Sources named so that readers can repeat the work."),
    "ifcn-3": Commitment(IFCN, "3. Transparency of funding and organisation",
        "Who pays, who works there, and how readers reach them."),
    "ifcn-4": Commitment(IFCN, "4. Transparency of methodology",
        "How claims are chosen, researched, written, edited, published and corrected."),
    "ifcn-5": Commitment(IFCN, "5. Open and honest corrections",
        "A corrections policy that is published and kept, and corrections that readers see."),
    "efcsn-methodology": Commitment(EFCSN, "Methodology",
        "Evidence for every check, a second pair of eyes, and those checked are heard."),
    "efcsn-ethics": Commitment(EFCSN, "Ethics",
        "Independent of parties and of those who are checked."),
    "efcsn-transparency": Commitment(EFCSN, "Transparency",
        "Openness about the organisation, its money, its people and its methods."),
    "efcsn-3.3": Commitment(EFCSN, "Article 3.3: corrections",
        "A corrections policy, and a way for readers to complain that leads to an answer."),
}  # fmt: skip

"""What no line of the server's log holds: the token in the address of a reply page.

Whoever has it may answer in the claimant's name until the deadline, and a log is read, copied and
kept by more people than those who made the link. A proxy in front writes a log of its own, which
README.md, "Deployment", says how to mask.
"""

import logging
import re

TOKEN = re.compile(r"(/reply/)[^/\s?\"']+")


class HideReplyTokens(logging.Filter):
    """Changes the line and lets it pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = TOKEN.sub(r"\1(hidden)", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True

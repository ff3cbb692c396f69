"""Every change of status, and who may make it.

The verbs are the only code that moves a claim along an arrow or writes a noun for a person;
each is one transaction with its log entry. They read as sentences: `publish(claim, by=erin)`.
"""

from claims.workflow.annotations import ask, resolve, unresolve
from claims.workflow.assessments import adjudicate, ask_again, assess, compare
from claims.workflow.assignment import assign
from claims.workflow.checkpoints import checkpoint
from claims.workflow.condition import Condition
from claims.workflow.content import Content, content_of
from claims.workflow.documents import add_version
from claims.workflow.editing import add, edit, remove
from claims.workflow.erasure import erase, erase_account
from claims.workflow.error_reports import receive_report, triage
from claims.workflow.errors import Busy, GateClosed, NotAllowed, Refused, Stale
from claims.workflow.gate import conditions
from claims.workflow.notices import choose_digest, read_notices
from claims.workflow.passages import keep_passage, place_passage
from claims.workflow.policies import adopt
from claims.workflow.replies import (
    ask_for_reply,
    close_reply_request,
    make_reply_link,
    receive_reply,
    record_reply,
)
from claims.workflow.steps import possible_steps
from claims.workflow.undoing import Undone, undo_import
from claims.workflow.verbs import (
    confirm_verdict,
    correct,
    decline_correction,
    propose_correction,
    propose_verdict,
    publish,
    reopen,
    send_back,
    set_aside,
    take_up,
    withdraw,
)

__all__ = [
    "Busy",
    "Condition",
    "Content",
    "GateClosed",
    "NotAllowed",
    "Refused",
    "Stale",
    "Undone",
    "add",
    "add_version",
    "adjudicate",
    "adopt",
    "ask",
    "ask_again",
    "ask_for_reply",
    "assess",
    "assign",
    "checkpoint",
    "choose_digest",
    "close_reply_request",
    "compare",
    "conditions",
    "confirm_verdict",
    "content_of",
    "correct",
    "decline_correction",
    "edit",
    "erase",
    "erase_account",
    "keep_passage",
    "make_reply_link",
    "place_passage",
    "possible_steps",
    "propose_correction",
    "propose_verdict",
    "publish",
    "read_notices",
    "receive_reply",
    "receive_report",
    "record_reply",
    "remove",
    "reopen",
    "resolve",
    "send_back",
    "set_aside",
    "take_up",
    "triage",
    "undo_import",
    "unresolve",
    "withdraw",
]

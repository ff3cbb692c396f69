"""A claim's dossier: what was published and on which evidence, and the log's entries about it,
each with the proof that it is in the log that was signed. For somebody who trusts nobody.

The same state of the database gives the same bytes. Personal data are not in it: the entries hold
commitments, and people are numbers.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from claims.merkle.tree import Tree, leaf_hash
from claims.models import Checkpoint, Claim, LogEntry
from claims.models.canonical import canonical
from claims.record import rows
from claims.record.export import entry_line
from claims.workflow import log
from claims.workflow.errors import Refused

VERIFIER = Path(__file__).parent.parent / "static/claims/verify.py"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
README = """\
The dossier of a claim: {text}

claim.json         the claim as it stands in the newsroom, and its published versions
versions/N.json    each published version, word for word; its SHA-256 is what was approved
evidence.json      the evidence as it stands in the newsroom now
corrections.json   every correction that was published
log.jsonl          what the newsroom's log says of the claim: who (as a number), what, when, why,
                   before and after, each entry with its proof. Drafts are among it.
checkpoint.txt     the head of the whole log at {size} entries, signed by the newsroom
key.txt            the newsroom's public key; compare it with the one on its site, at /log/key
verify.py          says whether all of this fits together, without the newsroom's software:

    python3 verify.py THIS-FILE.zip --key KEY-FROM-THE-SITE --checkpoint ONE-THAT-YOU-KEPT

Both options may be left out. A checkpoint that you kept from /log/checkpoint proves that the log
was not rewritten since. Where an entry says "commitment", it stands for personal data, which the
newsroom keeps beside the log: the commitment is the SHA-256 of 32 random bytes and the value in
JSON, so that a value can be shown to somebody, or erased, and the log still holds. Assessments are
committed to while they are blind; the verifier holds what was disclosed against that.
"""


def write_dossier(claim: Claim, out: IO[bytes]) -> None:
    """The dossier as a zip, up to the newest checkpoint.

    Raises:
        Refused: no checkpoint was signed since the claim came, or the log is not what was signed.
    """
    checkpoint = Checkpoint.objects.first()
    if checkpoint is None or not _entries(claim, checkpoint.size, "position").exists():
        raise Refused(
            "No checkpoint of the log was signed since this claim came, so nothing about it can "
            "be proved yet: `manage.py checkpoint` signs one."
        )
    tree = _tree(checkpoint)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as box:
        for name, data in _files(claim, checkpoint, tree):
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o644 << 16
            box.writestr(info, data)


def _files(claim: Claim, checkpoint: Checkpoint, tree: Tree) -> Iterator[tuple[str, bytes]]:
    versions = list(claim.versions.order_by("number"))
    yield "README.txt", README.format(text=claim.text, size=checkpoint.size).encode()
    yield "checkpoint.txt", checkpoint.note.encode()
    yield "claim.json", _json({**log.recorded(claim), "id": claim.public_id, "versions": [
        {name: _plain(getattr(one, name)) for name in VERSION} for one in versions
    ]})  # fmt: skip
    yield "corrections.json", _json([_correction(one) for one in claim.corrections.order_by("pk")])
    evidence = claim.evidence.order_by("pk")
    yield "evidence.json", _json([{**log.recorded(one), "id": one.public_id} for one in evidence])
    yield "key.txt", f"{checkpoint.key}\n".encode()
    yield "log.jsonl", "".join(f"{line}\n" for line in _log(claim, checkpoint, tree)).encode()
    yield "verify.py", VERIFIER.read_bytes()
    for one in versions:
        yield f"versions/{one.number}.json", one.content.encode()


VERSION = (
    "number", "sha256", "written_by_id", "edited_by_id", "proposed_by_id", "proposed_at",
    "approved_by_id", "approved_at", "policy_id",
)  # fmt: skip


def _correction(one: Any) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "kind": one.kind,
        "notice": one.notice,
        "old_version": one.old_version.number,
        "new_version": one.new_version.number if one.new_version else None,
        "proposed_by": one.proposed_by_id,
        "approved_by": one.approved_by_id,
        "approved_at": _plain(one.approved_at),
    }


def _log(claim: Claim, checkpoint: Checkpoint, tree: Tree) -> Iterator[str]:
    """As the verifier reads it: entries with proofs, then checkpoints with the proof that each
    grew into the newest, which comes last."""
    for row in rows.stream("claim = %s AND position <= %s", claim.public_id, checkpoint.size):
        yield entry_line(row, proof=[node.hex() for node in tree.inclusion(row.position - 1)])
    signed = Checkpoint.objects.order_by("size").values_list("size", "note", "key")
    for size, note, key in signed:
        proof = [node.hex() for node in tree.consistency(size)]
        yield json.dumps({"checkpoint": note, "key": key, "proof": proof})


def _tree(checkpoint: Checkpoint) -> Tree:
    tree = Tree()
    entries = LogEntry.objects.filter(position__lte=checkpoint.size).order_by("position")
    for hash_ in entries.values_list("hash", flat=True).iterator(chunk_size=10_000):
        tree.append(leaf_hash(bytes.fromhex(hash_)))
    if tree.head().hex() != checkpoint.head:
        raise Refused(
            "The log is not the one that was signed, so nothing can be proved of it: "
            "`manage.py verify_log` says what was done to it."
        )
    return tree


def _entries(claim: Claim, size: int, *columns: str) -> Any:
    return LogEntry.objects.about(claim.public_id).filter(position__lte=size).values(*columns)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _json(value: Any) -> bytes:
    text = json.dumps(json.loads(canonical(value)), indent=2, sort_keys=True, ensure_ascii=False)
    return f"{text}\n".encode()

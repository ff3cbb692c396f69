"""Verifies a newsroom's log, or a claim's dossier, with nothing but Python 3.8 or later:

    python3 verify.py log.jsonl|dossier.zip [--key FILE] [--checkpoint FILE ...]
The key is the newsroom's public one as you know it, a checkpoint what you saved from its page
/log/checkpoint. Says what holds and ends with 0, or what was tampered with and ends with 1.
Formats: RFC 6962 (Merkle tree), RFC 8032 (Ed25519), c2sp.org/tlog-checkpoint, tlog-cosignature.
"""
import argparse, json, sys, zipfile
from base64 import b64decode
from datetime import datetime, timezone
from hashlib import sha256, sha512
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493; D = -121665 * pow(121666, P - 2, P) % P
def point(data):  # of Ed25519's curve, from its 32 bytes
    y, sign = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    return (x if x & 1 == sign else P - x), y if x * x % P == square else sys.exit("A key is damaged.")
def add(a, b):
    t, x, y = D * a[0] * b[0] * a[1] * b[1], a[0] * b[1] + b[0] * a[1], a[1] * b[1] + a[0] * b[0]
    return x * pow(1 + t, P - 2, P) % P, y * pow(1 - t, P - 2, P) % P
def times(number, a):
    half = times(number >> 1, a) if number else (0, 1)
    return add(add(half, half), a if number & 1 else (0, 1)) if number else half
def signed(note, key):  # size, head and time of a checkpoint, once its signature was found good
    name, _, public = key.strip().split("+", 2)
    (text, _, lines), public = note.rpartition("\n\n"), b64decode(public)[1:]
    ours = [line.split(" ")[2] for line in lines.splitlines() if line.startswith(f"\u2014 {name} ")]
    for data in map(b64decode, ours if text.startswith(f"{name}\n") else ()):
        if data[:4] == sha256(name.encode() + b"\n\4" + public).digest()[:4]:
            time, r, s = int.from_bytes(data[4:12], "big"), data[12:44], int.from_bytes(data[44:], "little")
            said = r + public + f"cosignature/v1\ntime {time}\n{text}\n".encode()
            right = add(point(r), times(int.from_bytes(sha512(said).digest(), "little") % L, point(public)))
            if s < L and times(s, point(b"\x58" + b"\x66" * 31)) == right:
                return int(text.split("\n")[1]), b64decode(text.split("\n")[2]), time
    sys.exit(f"A checkpoint is not signed by the key {key.strip()}.")
def node(left, right): return sha256(b"\1" + left + right).digest()
def leaf(entry): return sha256(b"\0" + bytes.fromhex(entry["hash"])).digest()
def split(size): return 1 << (size - 1).bit_length() - 1 if size > 1 else 0
def head(leaves): k = split(len(leaves)); return node(head(leaves[:k]), head(leaves[k:])) if k else leaves[0]
def included(index, size, path, own):  # the head of a tree that holds the leaf `own`
    k = split(size)
    if index < k: return node(included(index, k, path[:-1], own), path[-1])
    return node(path[-1], included(index - k, size - k, path[:-1], own)) if k else own
def grown(old, size, path, whole=None):  # the heads of the old tree and of the one it grew into
    if old >= size: return (whole or path[0],) * 2
    k = split(size)
    first, second = grown(old, k, path[:-1], whole) if old <= k else grown(old - k, size - k, path[:-1])
    return (first, node(second, path[-1])) if old <= k else (node(path[-1], first), node(path[-1], second))
def digest(facts): return sha256(json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
def good(entry, position=None):  # its hash is that of its facts, or would be at another position
    facts = {name: entry[name] for name in entry if name not in ("hash", "proof")}
    return digest({**facts, "position": position or entry["position"]}) == entry["hash"]
def broken(log):  # what became of the chain, where it first does not hold
    previous, followers = "0" * 64, {entry["previous_hash"]: entry for entry in log}
    for i, entry in enumerate(log, start=1):
        moved, there = followers.get(previous), entry["position"] == i
        if there and entry["previous_hash"] == previous and good(entry): previous = entry["hash"]; continue
        if moved is entry or moved and not good(moved, i): moved = None
        if not there and not moved: return f"Entry {i} was deleted: entry {entry['position']} follows."
        if there and good(entry, i): return f"Entry {i - 1} was edited and its hash computed anew."
        once = any(good(entry, position) for position in range(1, len(log) + 2))
        if moved and (once or not there): return f"Entries were reordered, entry {i} the first of them."
        if moved: return f"Entry {i} was inserted: what was written as entry {i} is another now."
        return f"Entry {i} was deleted, those after it numbered anew." if once else f"Entry {i} was edited."
def unlike(log, own, size, signed_head, time):  # how a log that holds is not the one that was signed
    day, back = datetime.fromtimestamp(time + 300, timezone.utc).isoformat(), "An older database was put back"
    cut = f"The end was cut off after entry {len(log)}" if max(own) > len(log) else f"{back}: it has {len(log)} entries"
    if size > len(log): return f"{cut}, and {size} were signed by {day}."
    if head([leaf(entry) for entry in log[:size]]) == signed_head: return None
    for entry in log[:size]:
        if entry["at"] > day: return f"{back} and written on, entry {entry['position']} the first after {day}."
    return f"The log was written anew: its first {size} entries are not those signed by {day}."
def unproved(box, log, proofs, newest, kept):  # what of a dossier does not hold
    for entry in log:
        path, said = [bytes.fromhex(one) for one in entry["proof"]], entry["after"]
        if not good(entry) or included(entry["position"] - 1, newest[0], path, leaf(entry)) != newest[1]:
            return f"Entry {entry['position']} was edited: it is not in the log that was signed."
        is_approval = entry["event"] in ("published", "corrected")
        if is_approval and sha256(box.read(f"versions/{said['version']}.json")).hexdigest() != said["sha256"]:
            return f"Published version {said['version']} is not the one that was approved."
    for size, top, _ in kept:
        path = list(map(bytes.fromhex, proofs.get(size, ())))
        if grown(size, newest[0], path, top) != (top, newest[1]): return f"The log was written anew before entry {size}."
def unlike_given(log):  # which blind assessment was disclosed as another than was committed to
    given = {one["public_id"]: one["after"].get("commitment") for one in reversed(log) if one["noun"] == "assessment"}
    other = [one["position"] for one in log if one["event"] == "disclosed" and digest(one["after"]) != given.get(one["public_id"])]
    return other and f"Entry {other[0]} discloses an assessment as another than its reviewer committed to."
ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ask.add_argument("file"), ask.add_argument("--key"), ask.add_argument("--checkpoint", action="append", default=[])
asked = ask.parse_args()
box = zipfile.ZipFile(asked.file) if zipfile.is_zipfile(asked.file) else None
with box.open("log.jsonl") if box else open(asked.file, "rb") as file: lines = [json.loads(line) for line in file]
log, own = ([one for one in lines if name in one] for name in ("hash", "checkpoint"))
key = open(asked.key).read() if asked.key else own[-1]["key"]
newest, kept = signed(own[-1]["checkpoint"], key), [signed(open(one).read(), key) for one in asked.checkpoint]
proofs = {int(one["checkpoint"].split("\n")[1]): one.get("proof", ()) for one in own}
likeness = (unlike(log, proofs, *one) for one in sorted([*kept, newest]))
fault = unproved(box, log, proofs, newest, kept) if box else broken(log) or next(filter(None, likeness), None)
sys.exit(fault or unlike_given(log) or print(f"It holds: {len(log)} entries of the log that {key.strip()} signed at {newest[0]} entries."))

"""The Merkle tree of RFC 6962, section 2.1 (the same in RFC 9162): heads and proofs.

A tree grows leaf by leaf and never changes what it had. What it had at any size is proved by its
`peaks`, the heads of the largest complete subtrees from left to right, so that it can grow on
from a size without the leaves before it.
"""

import hashlib
from collections.abc import Sequence

SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def head_of(peaks: Sequence[bytes]) -> bytes:
    """The tree's head from its peaks; that of no leaves is the hash of nothing."""
    if not peaks:
        return hashlib.sha256().digest()
    head = peaks[-1]
    for peak in reversed(peaks[:-1]):
        head = node_hash(peak, head)
    return head


class Peaks:
    """A tree of which only the peaks are kept: enough to grow and to tell each head."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(peaks):
            raise ValueError(f"A tree of {size} leaves has {size.bit_count()} peaks.")
        self.size, self.peaks = size, list(peaks)

    def append(self, leaf: bytes) -> None:
        """Grow by one leaf, given as its hash (`leaf_hash`)."""
        peaks, full = self.peaks, self.size
        while full & 1:
            leaf = hashlib.sha256(b"\1" + peaks.pop() + leaf).digest()
            full >>= 1
        peaks.append(leaf)
        self.size += 1

    def head(self) -> bytes:
        return head_of(self.peaks)


class Tree:
    """Keeps its nodes, 64 bytes a leaf, and so can prove. May begin at the peaks of a size.

    From peaks it proves what needs no node below them: that it grew from that size.
    """

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        Peaks(size, peaks)  # refuses peaks that do not fit
        self.size = size
        self._levels: list[bytearray] = []
        self._first: list[int] = []  # of each level, the index of the first node that is kept
        given = list(reversed(peaks))
        for level in range(size.bit_length()):
            is_peak = size >> level & 1
            self._levels.append(bytearray(given.pop(0)) if is_peak else bytearray())
            self._first.append((size >> level) - is_peak)

    def append(self, leaf: bytes) -> None:
        """Grow by one leaf, given as its hash (`leaf_hash`)."""
        level, index, node = 0, self.size, leaf
        self.size += 1
        while True:
            if level == len(self._levels):
                self._levels.append(bytearray())
                self._first.append(0)
            self._levels[level] += node
            if not index & 1:
                return
            node = node_hash(bytes(self._levels[level][-2 * SIZE : -SIZE]), node)
            level, index = level + 1, index >> 1

    def head(self, size: int | None = None) -> bytes:
        size = self.size if size is None else size
        return self._range(0, size) if size else head_of(())

    def peaks(self) -> list[bytes]:
        found, begin = [], 0
        for level in reversed(range(self.size.bit_length())):
            if self.size >> level & 1:
                found.append(self._node(level, begin >> level))
                begin += 1 << level
        return found

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path PATH(m, D[n]): shows that leaf `index` is in the tree of `size`."""
        end, begin, path = self.size if size is None else size, 0, []
        if not 0 <= index < end <= self.size:
            raise ValueError(f"A tree of {end} leaves has no leaf {index}.")
        while end - begin > 1:
            middle = begin + _split(end - begin)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(begin, middle))
                begin = middle
        return path[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """PROOF(m, D[n]): shows that the tree of `old` leaves is the beginning of this one."""
        if not 0 < old <= self.size:
            raise ValueError(f"A tree of {self.size} leaves never had {old}.")
        begin, end, proof = 0, self.size, []
        while old != end:
            middle = begin + _split(end - begin)
            if old <= middle:
                proof.append(self._range(middle, end))
                end = middle
            else:
                proof.append(self._range(begin, middle))
                begin = middle
        return [*([self._range(begin, end)] if begin else []), *proof[::-1]]

    def _range(self, begin: int, end: int) -> bytes:
        """The head of the leaves from `begin` to `end`, where `begin` is one that a split gives."""
        width = end - begin
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._node(level, begin >> level)
        middle = begin + _split(width)
        return node_hash(self._range(begin, middle), self._range(middle, end))

    def _node(self, level: int, index: int) -> bytes:
        place = (index - self._first[level]) * SIZE
        if not 0 <= place < len(self._levels[level]):
            raise ValueError(f"This tree does not keep node {index} of level {level}.")
        return bytes(self._levels[level][place : place + SIZE])


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether `path` leads from a leaf's hash to the head of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(other, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, other)
        place, last = place >> 1, last >> 1
    return last == 0 and node == head


def is_consistent(
    old: int, new: int, old_head: bytes, new_head: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the old tree is the beginning of the new (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_head == new_head
    nodes = [old_head, *proof] if old & (old - 1) == 0 else list(proof)
    if not nodes:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(node, first), node_hash(node, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, node)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_head and second == new_head


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1

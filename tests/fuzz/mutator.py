"""Mutations that keep tokens whole; libFuzzer's own, on bytes, come in between."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_TOKEN = re.compile(rb"[A-Za-z0-9_:]+|\s+|[^A-Za-z0-9_:\s]")
_MOST = 40  # tokens of a piece that is moved

Mutate = Callable[[bytes, int], bytes]


class Mutator:
    """Changes an input of a target: pieces of it, of the seeds and of the dictionary in new places."""

    def __init__(self, seeds: Sequence[bytes], tokens: Sequence[str], on_bytes: Mutate) -> None:
        self.seeds = [_TOKEN.findall(seed) for seed in seeds if seed] or [[b"a"]]
        self.tokens = [token.encode() for token in tokens]
        self.on_bytes = on_bytes

    def __call__(self, data: bytes, longest: int, seed: int) -> bytes:
        """A changed input of at most ``longest`` bytes; the same for the same seed."""
        chance = random.Random(seed)
        if not data or chance.random() < 0.3:
            return self.on_bytes(data, longest)
        pieces = _TOKEN.findall(data)
        for _ in range(chance.choice((1, 1, 2, 4))):
            self.change(pieces, chance)
        return b"".join(pieces)[:longest]

    def change(self, pieces: list[bytes], chance: random.Random) -> None:
        """One change in place."""
        at = chance.randrange(len(pieces) + 1)
        end = min(at + chance.choice((0, 0, 1, 1, 2, 5, chance.randint(1, _MOST))), len(pieces))
        way = chance.random()
        if way < 0.35:
            pieces[at:end] = [chance.choice(self.tokens)]
        elif way < 0.6:
            pieces[at:end] = self.piece(chance.choice(self.seeds), chance)
        elif way < 0.75:
            pieces[at:end] = self.piece(pieces or [b" "], chance)
        elif way < 0.85:
            pieces[at:end] = pieces[at:end] * 2
        elif way < 0.95:
            del pieces[at:end]
        else:
            pieces[at:end] = reversed(pieces[at:end])

    def piece(self, pieces: list[bytes], chance: random.Random) -> list[bytes]:
        """Some tokens in a row."""
        at = chance.randrange(len(pieces))
        return pieces[at : at + chance.choice((1, 3, 8, _MOST))]

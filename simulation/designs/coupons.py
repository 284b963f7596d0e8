"""Coupon codes that cannot be misread, guessed or given out twice by tablets that never meet.

A code is the letter of the site, five characters and a check character, from an alphabet without characters that look
alike. The five characters are the serial number of the coupon shuffled with the key of the survey (a Feistel network:
no two serials give one code), and each tablet has serials of its own. The check character makes a weighted sum
divisible by 25; no weight and no difference of neighbouring weights shares a factor with 25, so that every wrong
character and every swap of neighbours is found. W as first letter is kept for people without a coupon.
"""

import hashlib

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
WALK_IN = "W"
BASE = len(ALPHABET)
LEFT, RIGHT = BASE**2, BASE**3  # the two halves of a serial number
SERIALS = LEFT * RIGHT
WEIGHTS = (2, 3, 4, 6, 7, 8)  # of the characters; that of the check character is 1
A_TABLET = 10_000  # serial numbers of one tablet
ROUNDS = 6


def coupon(key: bytes, letter: str, tablet: int, number: int) -> str:
    """The code of the nth coupon of a tablet (both from 0) at the site with this letter."""
    body = letter + _written(_shuffled(key, letter, tablet * A_TABLET + number), 5)
    return body + check_character(body)


def valid(code: str) -> bool:
    """Whether a code can be one: its characters and its check."""
    return len(code) == 7 and set(code) <= set(ALPHABET) and check_character(code[:-1]) == code[-1]


def check_character(text: str) -> str:
    """The last character of the code whose first six are these."""
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(WEIGHTS, text, strict=True))
    return ALPHABET[-total % BASE]


def _shuffled(key: bytes, letter: str, serial: int) -> int:
    left, right = divmod(serial, RIGHT)
    for round_no in range(ROUNDS):
        if round_no % 2:
            right = (right + _keyed(key, letter, round_no, left)) % RIGHT
        else:
            left = (left + _keyed(key, letter, round_no, right)) % LEFT
    return left * RIGHT + right


def _keyed(key: bytes, letter: str, round_no: int, half: int) -> int:
    return int.from_bytes(
        hashlib.blake2b(f"{letter}/{round_no}/{half}".encode(), key=key, digest_size=8).digest(), "big"
    )


def _written(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, place = divmod(number, BASE)
        characters.append(ALPHABET[place])
    return "".join(reversed(characters))

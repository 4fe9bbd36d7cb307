"""Secrets and people's words that are marked, and the search for them in everything written."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from tests.acceptance.services import SECRET, TOKEN, line_of, national_id

NUMBER = national_id(777)
# What the station's own people, members and strangers tell, each word of it found nowhere else.
PERSONAL: Mapping[str, str] = {
    "a first name": "มาลีรัตน์สกาว",
    "a last name": "ซ่อนเร้นกายา",
    "a LINE name": "แก้วตาฟ้าคราม",
    "an officer's name": "พิทักษ์ไพรสณฑ์",
    "a national id": NUMBER,
    "a telephone": "0891112233",
    "an address": "777/7 ซอยลับแลวารี",
    "a member's LINE id": line_of("m0"),
    "an officer's LINE id": line_of("P1"),
    "a stranger's LINE id": line_of("stranger"),
    "a group's LINE id": "C" + "5a" * 16,
    "words of a tip": "ถังแดงริมคลองปริศนา",
    "words added to it": "กุญแจใต้กระถางมะยม",
    "an officer's question": "เห็นรอยสักรูปมังกรไหม",
    "a sender's answer": "รอยสักอยู่บนไหล่ขวา",
    "an officer's note": "ยึดของกลางเก้าชิ้นแล้ว",
    "why a name is asked": "จะเชิญมาชี้ตัวที่โรงพัก",
    "a stranger's words": "บ่อนหลังร้านน้ำแข็ง",
    "a group's own talk": "เย็นนี้กินขนมจีนกันเถอะ",
    "a place": "13.987654",
    "a bulletin": "งดใช้สะพานไม้ฝั่งเหนือ",
    "what a form was given": "ข้อความในแบบฟอร์มเท็จ",
    "words in a broken webhook": "คำในเว็บฮุกที่พัง",
    "a mail password": "pw-MARKED-mail-4711",
}
KEY = b"e" * 32
SECRETS: Mapping[str, str] = {
    "the channel secret": SECRET,
    "the channel token": TOKEN,
    "the key of sessions": "k" * 48,
    "the encryption key": base64.urlsafe_b64encode(KEY).decode(),
    "the encryption key, raw": KEY.decode(),
    "the token of the figures": "metrics-MARKED-token-0815",
}


def forms(word: str) -> Iterator[bytes]:
    """Give the shapes in which a word may lie in a file, a row, a log or an address."""
    raw = word.encode()
    yield raw
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    yield raw.hex().encode()
    escaped = json.dumps(word).strip('"')
    yield escaped.encode()
    yield escaped.replace("\\", "\\\\").encode()
    yield quote(word).encode()
    yield quote(word, safe="").encode()
    if not word.isascii():
        yield word.encode("cp874", "ignore")
    for shift in range(3):
        # Wherever in a longer text it stands, these letters are the same.
        padded = base64.b64encode(b"\0" * shift + raw)
        yield padded[-(-shift * 8 // 6) : len(padded) - 4]


def found_in(written: Mapping[str, bytes], words: Mapping[str, str]) -> list[str]:
    """Return which words lie where, in any shape."""
    shapes = {what: {one for one in forms(word) if len(one) > 5} for what, word in words.items()}
    return [
        f"{what} in {where}"
        for where, content in written.items()
        for what, ways in shapes.items()
        if any(one in content for one in ways)
    ]


def files_below(folder: Path) -> Iterable[tuple[str, bytes]]:
    """Give every file's name and content."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()

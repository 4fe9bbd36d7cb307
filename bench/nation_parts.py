"""This is a deployment of many stations for the benches: settings, registers and webhooks."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import composition
from bench.card_parts import SECRET
from bench.register import Register, line_of
from bot.config import load_settings
from commands.importing import ImportWish, ListKind, run_import

WORDS = {
    "emergency": "มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่ชุมชน{village} รถทะเบียน กข {number}",
    "soon": "มีวัยรุ่นมั่วสุมขายยาบ้า ที่ชุมชน{village} ทุกคืน รถทะเบียน กข {number}",
}
FIRST_NUMBER = 1000
_CONNECTIONS = 32


@dataclass(frozen=True, kw_only=True)
class Nation:
    """So many stations, each with villages, officers and members of its own."""

    stations: int
    tips: int
    kind: str = "emergency"
    villages: int = 40

    @property
    def members(self) -> int:
        """Return how many members each station has: everyone reports once."""
        return max(self.villages * 5, -(-self.tips // self.stations))

    def station_of(self, tip: int) -> int:
        """Return the station to which a tip goes."""
        return tip % self.stations

    def of_station(self, station: int) -> int:
        """Return how many tips go to a station."""
        return len(range(station, self.tips, self.stations))

    def member_of(self, tip: int) -> int:
        """Return who sends it, by their place in the station's list."""
        return tip // self.stations

    def officer_of(self, tip: int) -> str:
        """Return the LINE id of the officer whose card it becomes."""
        return line_of(f"{self.station_of(tip)}P{self.member_of(tip) % self.villages}")

    def words(self, tip: int, names: Sequence[str]) -> str:
        """Return what is written: each tip is known by its number plate."""
        village = names[self.member_of(tip) % self.villages]
        return WORDS[self.kind].format(village=village, number=FIRST_NUMBER + tip)


def token_of(station: int) -> str:
    """Return the channel token of a station."""
    return f"token-{station:04d}-" + "t" * 40


def code_of(station: int) -> str:
    """Return the code of a station."""
    return f"station{station:04d}"


def write_config(
    folder: Path, nation: Nation, *, ports: Mapping[str, int], database: str, engine: str
) -> Path:
    """Write the settings of all stations; `ports` are those of `web` and of `line`."""
    line = f"http://127.0.0.1:{ports['line']}"
    key = base64.urlsafe_b64encode(b"e" * 32).decode()
    first, *others = [_station(one, line) for one in range(nation.stations)]
    more = "\n".join(
        f"[[stations]]\n{identity}\n[stations.line]\n{own}" for identity, own in others
    )
    made = folder / "config.toml"
    made.write_text(
        f"""
[station]
{first[0]}
[line]
{first[1]}
[database]
url = "postgresql+psycopg://{database}"
[engine]
url = "{engine}"
[web]
port = {ports["web"]}
secret_key = "{"k" * 48}"
[security]
encryption_keys = ["{key}"]
[tips]
collect_seconds = 0.2
[routing]
accept_minutes = {{ emergency = 600, soon = 600, routine = 600 }}
{more}
""",
        encoding="utf-8",
    )
    return made


def _station(number: int, line: str) -> tuple[str, str]:
    letters = "".join(chr(65 + number // 26**place % 26) for place in range(3))
    return (
        f'code = "{code_of(number)}"\nname = "สภ.ที่ {number}"\nshort_name = "K{letters}"',
        f'channel_secret = "{SECRET}"\nchannel_access_token = "{token_of(number)}"\n'
        f'api_base_url = "{line}"\ndata_api_base_url = "{line}"',
    )


def settle(config: Path, nation: Nation, folder: Path) -> None:
    """Take in every station's register."""
    settings = load_settings(config, {})
    with composition.desk_of(settings, None) as desk, Path(os.devnull).open("w") as nowhere:
        for number in range(nation.stations):
            own = Register(villages=nation.villages, members=nation.members, mark=str(number))
            files = own.write(folder)
            station = desk.store.station(code_of(number)).id
            here = type(desk)(**{**vars(desk), "station_id": station, "out": nowhere})
            for kind, file in files.items():
                if run_import(here, ListKind(kind), ImportWish(file=file)):
                    raise SystemExit(f"{kind} were refused")


def posts(nation: Nation, *, port: int) -> list[bytes]:
    """Return every member's webhook as it goes over the wire, signed."""
    names = Register(villages=nation.villages).names()
    return [_post(nation, tip, names, port) for tip in range(nation.tips)]


def _post(nation: Nation, tip: int, names: Sequence[str], port: int) -> bytes:
    member = f"{nation.station_of(tip)}m{nation.member_of(tip)}"
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": line_of(member)},
        "webhookEventId": f"01NATION{tip:018d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{tip:032x}",
        "message": {
            "id": str(10**17 + tip),
            "type": "text",
            "quoteToken": "q" * 40,
            "text": nation.words(tip, names),
        },
    }
    body = json.dumps({"destination": "U" + "b" * 32, "events": [event]}).encode()
    seal = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    head = (
        f"POST /callback/{code_of(nation.station_of(tip))} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"X-Line-Signature: {seal}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def post_all(nation: Nation, *, port: int, rate: float) -> dict[int, float]:
    """Post every webhook at an even pace, whatever comes of it; return when each was posted."""
    return asyncio.run(_post_all(posts(nation, port=port), port, rate))


async def _post_all(bodies: Sequence[bytes], port: int, rate: float) -> dict[int, float]:
    began, said, places = time.monotonic() + 0.2, dict[int, float](), iter(range(len(bodies)))

    async def phone() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for tip in places:
            await asyncio.sleep(max(0.0, began + tip / rate - time.monotonic()))
            said[tip] = time.time()
            writer.write(bodies[tip])
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n", 1)[0]:
                raise SystemExit(f"the door answered {head[:20]!r}")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(phone() for _ in range(_CONNECTIONS)))
    return said

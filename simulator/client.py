"""This is how a test holds the phones: people who write and tap, and the network's knobs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
import urllib3

Found = TypeVar("Found")
Told = dict[str, Any]


class SimulatorRefused(Exception):
    """The simulator would not do it; the text says why."""


def wait_for(
    look: Callable[[], Found], timeout: float = 10.0, *, every: float = 0.02, what: str = ""
) -> Found:
    """Look again and again until something true is seen; TimeoutError if it never is."""
    until = time.monotonic() + timeout
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > until:
            message = f"waited {timeout} s for {what or getattr(look, '__name__', 'it')}"
            raise TimeoutError(message)
        time.sleep(every)


class SimulatorClient:
    """The control API of a running simulator."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = urllib3.PoolManager(maxsize=8, retries=False, timeout=30)

    def close(self) -> None:
        """Hang up."""
        self._http.clear()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return its JSON."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        sent = orjson.dumps(body) if body is not None else None
        answer = self._http.request(method, self.base_url + path, body=sent, headers=headers)
        return self._read(answer)

    def upload(self, fields: Sequence[tuple[str, Any]]) -> Any:
        """Post files as a browser does."""
        answer = self._http.request("POST", f"{self.base_url}/api/uploads", fields=fields)
        return self._read(answer)

    @staticmethod
    def _read(answer: Any) -> Any:
        told = orjson.loads(answer.data)
        if answer.status >= 400:  # noqa: PLR2004
            raise SimulatorRefused(told.get("error", answer.status))
        return told

    def world(self) -> Told:
        """Return who there is."""
        told: Told = self.ask("GET", "/api/world")
        return told

    def person(self, user_id: str, *, station: str | None = None) -> PhoneHolder:
        """Return someone's phone, open at the chat with that station's account."""
        code = station or self.world()["channels"][0]["station_code"]
        return PhoneHolder(self, user_id, chat_id=f"{code}:{user_id}", station=code)

    def chat(self, chat_id: str, *, viewer: str | None = None) -> list[Told]:
        """Return the messages of a chat, oldest first."""
        seen = f"?limit=100000&as={viewer}" if viewer else "?limit=100000"
        told: list[Told] = self.ask("GET", f"/api/chats/{chat_id}{seen}")["bubbles"]
        return told

    def calls(self, endpoint: str | None = None, *, after: int = 0) -> list[Told]:
        """Return the requests that the API received, oldest first."""
        more = f"&endpoint={endpoint}" if endpoint else ""
        told: list[Told] = self.ask("GET", f"/api/calls?after={after}{more}")
        return told

    def counters(self) -> Told:
        """Return the counts."""
        told: Told = self.ask("GET", "/api/counters")
        return told

    def retry_keys(self) -> Mapping[str, Mapping[str, int]]:
        """Return how often each retry key was asked, accepted and repeated."""
        told: Mapping[str, Mapping[str, int]] = self.ask("GET", "/api/retry-keys")
        return told

    def webhooks(self) -> list[Told]:
        """Return the attempts to deliver webhooks."""
        told: list[Told] = self.ask("GET", "/api/webhooks")
        return told

    def set_fault(self, kind: str, **more: Any) -> int:
        """Make LINE go wrong; returns the fault's number."""
        return int(self.ask("POST", "/api/faults", {"kind": kind, **more})["id"])

    def clear_faults(self) -> None:
        """Make LINE well again."""
        self.ask("DELETE", "/api/faults")

    def set_switches(self, **switches: Any) -> None:
        """Change how webhooks are carried."""
        self.ask("PUT", "/api/switches", switches)

    def set_quota(self, station: str, **quota: int | None) -> None:
        """Set a station's `limit` and `used`."""
        self.ask("PUT", f"/api/quota/{station}", quota)

    def set_webhook(self, station: str, url: str, *, active: bool = True) -> None:
        """Point a station's webhook at a bot."""
        self.ask("PUT", f"/api/webhook/{station}", {"url": url, "active": active})

    def advance(self, seconds: float) -> None:
        """Let LINE's time pass."""
        self.ask("POST", "/api/clock", {"advance": seconds})

    def reset(self) -> None:
        """Begin again with the same cast."""
        self.ask("POST", "/api/reset", {})

    def wait_until_delivered(self, timeout: float = 10.0) -> None:
        """Wait until no webhook is under way."""
        wait_for(
            lambda: self.counters()["webhooks_pending"] == 0, timeout, what="webhooks to be taken"
        )


class PhoneHolder:
    """Someone with a phone in hand, looking at one chat."""

    def __init__(
        self, client: SimulatorClient, user_id: str, *, chat_id: str, station: str
    ) -> None:
        self.user_id = user_id
        self.chat_id = chat_id
        self._client = client
        self._station = station

    def at(self, chat_id: str) -> PhoneHolder:
        """Return the same person looking at another chat, such as a group."""
        return PhoneHolder(self._client, self.user_id, chat_id=chat_id, station=self._station)

    def _act(self, act: str, **given: Any) -> Told:
        body = {"person": self.user_id, "chat": self.chat_id, **given}
        told: Told = self._client.ask("POST", f"/api/acts/{act}", body)
        return told

    def says(self, text: str, **more: Any) -> Told:
        """Write a text; `quote` is the id of a message it quotes."""
        return self._act("text", text=text, **more)

    def sends_location(self, latitude: float, longitude: float, **more: str) -> Told:
        """Send a place."""
        return self._act("location", latitude=latitude, longitude=longitude, **more)

    def sends_sticker(self, **sticker: Any) -> Told:
        """Send a sticker."""
        return self._act("sticker", **sticker)

    def sends_photo(self, data: bytes | None = None) -> Told:
        """Send a photo; without one, the sample photo that tells its place in EXIF."""
        if data is None:
            return self._act("photo")
        return self.sends_files([("photo.jpg", data, "image/jpeg")])[0]

    def sends_photos(self, photos: Sequence[bytes]) -> list[Told]:
        """Send several photos at once, as one image set."""
        return self.sends_files([("photo.jpg", one, "image/jpeg") for one in photos])

    def sends_video(self, data: bytes, *, duration: int = 5000) -> Told:
        """Send a video."""
        return self.sends_files([("video.mp4", data, "video/mp4")], duration=duration)[0]

    def sends_audio(self, data: bytes, *, duration: int = 3000) -> Told:
        """Send a voice message."""
        return self.sends_files([("voice.m4a", data, "audio/x-m4a")], duration=duration)[0]

    def sends_file(self, name: str, data: bytes) -> Told:
        """Send a file."""
        return self.sends_files([(name, data, "application/octet-stream")], kind="file")[0]

    def sends_files(
        self, files: Sequence[tuple[str, bytes, str]], *, kind: str = "", duration: int = 0
    ) -> list[Told]:
        """Send files of any kind."""
        fields: list[tuple[str, Any]] = [("person", self.user_id), ("chat", self.chat_id)]
        fields += [("kind", kind)] if kind else []
        fields += [("duration", str(duration))] if duration else []
        fields += [("file", one) for one in files]
        told: list[Told] = self._client.upload(fields)["bubbles"]
        return told

    def unsends(self, message_id: str) -> Told:
        """Withdraw an own message."""
        return self._act("unsend", message=message_id)

    def edits(self, message_id: str, text: str) -> Told:
        """Change an own text in a group."""
        return self._act("edit", message=message_id, text=text)

    def presses(self, label: str, *, message: str = "", **picked: str) -> Told:
        """Tap the newest button with that label, or that of one message."""
        return self._act("press", label=label, message=message, **picked)

    def taps(self, label: str, **picked: str) -> Told:
        """Tap a quick reply."""
        return self._act("tap", label=label, **picked)

    def touches_menu(self, area: int) -> Told:
        """Tap an area of the rich menu."""
        return self._act("menu", area=area)

    def follows(self) -> None:
        """Befriend or unblock the station's account."""
        self._move("follow", station=self._station)

    def blocks(self) -> None:
        """Block the station's account."""
        self._move("block", station=self._station)

    def joins(self, group_id: str) -> None:
        """Enter a group."""
        self._move("join", group=group_id)

    def leaves(self, group_id: str) -> None:
        """Leave a group."""
        self._move("leave", group=group_id)

    def invites_bot(self, group_id: str) -> None:
        """Bring the station's account into a group."""
        self._move("invite", group=group_id, station=self._station)

    def removes_bot(self, group_id: str) -> None:
        """Take the account out of a group."""
        self._move("remove", group=group_id)

    def _move(self, act: str, **given: Any) -> None:
        self._client.ask("POST", f"/api/acts/{act}", {"person": self.user_id, **given})

    def chat(self) -> list[Told]:
        """Return what this person sees in the chat, oldest first."""
        return self._client.chat(self.chat_id, viewer=self.user_id)

    def received(self) -> list[Told]:
        """Return the bot's messages in the chat, oldest first."""
        return [one for one in self.chat() if one["sender"] == "bot"]

    def quick_replies(self) -> list[str]:
        """Return the labels of the quick replies that are shown now."""
        told = self._client.ask("GET", f"/api/chats/{self.chat_id}")
        offered = [one for one in told["bubbles"] if one["id"] == told["offer"]]
        items = offered[0]["content"]["quickReply"]["items"] if offered else []
        return [item["action"].get("label", "") for item in items]

    def waits_for(
        self, wanted: str | Callable[[Told], object], timeout: float = 10.0, *, after: str = ""
    ) -> Told:
        """Wait for a message of the bot with that text in it, or one that fits; return it."""

        def fits(one: Told) -> bool:
            if isinstance(wanted, str):
                return wanted in orjson.dumps(one["content"]).decode()
            return bool(wanted(one))

        def look() -> Told | None:
            fresh = (one for one in self.received() if one["id"] > after)
            return next((one for one in fresh if fits(one)), None)

        found = wait_for(look, timeout, what=f"{wanted!r} in {self.chat_id}")
        if found is None:
            raise TimeoutError
        return found

"""This is how a meeting is shown in a chat."""

from __future__ import annotations

from catalog import Catalog
from domain.answers import Button, Look, Notice, Press
from domain.meeting import Coming, meeting_tap


def invitation(catalog: Catalog, number: int, *, title: str, place: str, when: str) -> Notice:
    """Return the invitation to a meeting, with a button for each answer."""
    text = catalog.say("meeting.invitation", title=title, when=when, place=place)
    looks = {Coming.YES: Look.PRIMARY}
    buttons = [
        Button(
            label=catalog.say(f"meeting.say_{one}"),
            tap=Press(data=meeting_tap(number, one), shown=catalog.say(f"meeting.say_{one}")),
            look=looks.get(one, Look.SECONDARY),
        )
        for one in (Coming.YES, Coming.NO, Coming.MAYBE)
    ]
    return Notice(text=text, alt=catalog.say("meeting.alt", title=title), buttons=buttons)

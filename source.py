"""This is where the settings of a command come from: a file, or the sample station's stage."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.config import Settings, SettingsFault, find_config, load_settings, not_found
from bot.config.values import is_loopback
from demo import Stage, is_real


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the settings come from: a file, the environment, or the sample station's stage."""

    config: Path | None = None
    stage: Path | None = None
    # The one of several stations that a command names.
    station: str | None = None
    # Where a service that runs already is reached, whatever this command's own environment says.
    address: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def found(cls, named: Path | None, station: str | None = None) -> Source:
        """Return the named or usual file; without one, the sample station that runs or was kept."""
        config = find_config(named, os.environ)
        if config is not None or is_real(os.environ):
            return cls(config=config, station=station)
        kept = Stage.kept()
        for stage in (kept, Stage.fresh()):
            if stage.is_running:
                return cls(stage=stage.folder, station=station, address=stage.address())
        return cls(stage=kept.folder if kept.exists else None, station=station)

    @classmethod
    def playing(cls, named: Path | None, station: str | None = None) -> Source:
        """Return the named or usual file; without one, the sample station."""
        config = find_config(named, os.environ)
        plays = config is None and not is_real(os.environ)
        stage = Stage.kept().folder if plays else None
        return cls(config=config, stage=stage, station=station)

    @classmethod
    def shown(cls, named: Path | None, station: str | None = None) -> Source:
        """Return the sample station that begins clean; raise SettingsFault for a file not there."""
        config = find_config(named, os.environ)
        if config is not None and not config.exists():
            raise not_found(config)
        return cls(stage=Stage.fresh().folder, station=station)

    def settings(self) -> Settings:
        """Read the settings; raise SettingsFault with every fault in them.

        A named station that is not among them is one, too.
        """
        settings = self._read()
        if self.station is not None and settings.station(self.station) is None:
            known = ", ".join(one.code for one in settings.stations)
            raise SettingsFault([f"--station: there is no {self.station}; there is {known}"])
        return settings

    def _read(self) -> Settings:
        if self.stage is None:
            return load_settings(self.config, os.environ)
        stage = Stage.in_folder(self.stage)
        environ = stage.environment({**os.environ, **self.address})
        settings = load_settings(None, environ, beneath=stage.settings(environ))
        if not is_loopback(settings.web.host):
            raise SettingsFault(
                ["web.host: the simulator listens on this machine alone; take it out"]
            )
        return settings

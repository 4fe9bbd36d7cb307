"""This is every setting: its key, its default and what it may be, as frozen values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config.faults import SettingsFault, unread_variables, unreadable_toml, worded
from bot.config.hotlines import Hotlines
from bot.config.layers import nested_from, placed_below
from bot.config.sections import (
    BulletinSettings,
    DatabaseSettings,
    EngineSettings,
    LineSettings,
    MailSettings,
    PrivacySettings,
    QuotaSettings,
    RetentionSettings,
    RoutingSettings,
    SecuritySettings,
    StationIdentity,
    StationSettings,
    StorageSettings,
    SurveySettings,
    TipSettings,
    WebSettings,
)
from bot.config.values import Section

__all__ = ["CHECKOUT", "Settings", "SettingsFault", "find_config", "load_settings", "not_found"]

CHECKOUT = Path(__file__).resolve().parents[2]
# Paths stand here as a layer so that defaults are placed below the folder as written ones are;
# empty tables so that what is missing is named key by key.
_DEFAULTS: dict[str, dict[str, str]] = {
    "station": {},
    "line": {},
    "web": {},
    "security": {},
    "database": {"url": DatabaseSettings().url},
    "engine": {"url": EngineSettings().url},
    "storage": {"media": str(StorageSettings().media)},
}
CONFIG_VARIABLE = "TASAPPAROT_CONFIG"


class Sections(Section):
    """The sections that all stations of a deployment share."""

    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    engine: EngineSettings = Field(default_factory=EngineSettings)
    storage: StorageSettings = Field(default_factory=StorageSettings)
    web: WebSettings
    security: SecuritySettings
    tips: TipSettings = Field(default_factory=TipSettings)
    routing: RoutingSettings = Field(default_factory=RoutingSettings)
    quota: QuotaSettings = Field(default_factory=QuotaSettings)
    bulletins: BulletinSettings = Field(default_factory=BulletinSettings)
    surveys: SurveySettings = Field(default_factory=SurveySettings)
    privacy: PrivacySettings = Field(default_factory=PrivacySettings)
    hotlines: Hotlines = Field(default_factory=Hotlines)
    retention: RetentionSettings = Field(default_factory=RetentionSettings)
    mail: MailSettings = Field(default_factory=MailSettings)


class Settings(Sections):
    """All settings of a deployment; its first station is the one of `[station]` and `[line]`."""

    stations: tuple[StationSettings, ...]

    def station(self, code: str) -> StationSettings | None:
        """Return the station with this code, or None if there is none."""
        return next((each for each in self.stations if each.code == code), None)


class _Tables(Sections, BaseSettings):
    """The settings as an operator writes them."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True
    )

    station: StationIdentity
    line: LineSettings
    stations: tuple[StationSettings, ...] = ()

    @model_validator(mode="after")
    def _tell_stations_apart(self) -> _Tables:
        stations, twice = (self.station, *self.stations), []
        # By its short name a tip's number says whose it is.
        for key in ("code", "short_name"):
            given = [str(getattr(each, key)).casefold() for each in stations]
            twice += [f"{key} {one}" for one in sorted(set(given)) if given.count(one) > 1]
        if twice:
            listed = ", ".join(twice)
            raise ValueError(f"stations: used twice: {listed}; give each station its own")
        return self

    @model_validator(mode="after")
    def _keep_engine_and_database_apart(self) -> _Tables:
        if self.database.url == self.engine.url:
            raise ValueError("engine.url: is the file of database.url; give it a file of its own")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the layers that the caller hands over, the first of them before the others."""
        layers: list[dict[str, Any]] = init_settings()["layers"]
        return tuple(InitSettingsSource(settings_cls, layer) for layer in layers)


def find_config(
    named: Path | None, environ: Mapping[str, str], *, checkout: Path = CHECKOUT
) -> Path | None:
    """Return the configuration file to read: the named one, else config.toml, else None."""
    variable = environ.get(CONFIG_VARIABLE, "")
    chosen = named or (Path(variable) if variable else None)
    if chosen is not None:
        return chosen.absolute()
    usual = checkout / "config.toml"
    return usual if usual.exists() else None


def load_settings(
    path: Path | None, environ: Mapping[str, str], *, beneath: Mapping[str, Any] | None = None
) -> Settings:
    """Read file and environment, which wins; `beneath` serves where neither speaks."""
    folder = path.absolute().parent if path else CHECKOUT
    layers = [nested_from(environ), _read(path) if path else {}, dict(beneath or {}), _DEFAULTS]
    unread = unread_variables(environ, _Tables)
    try:
        tables = _Tables(layers=placed_below(folder, layers))  # type: ignore[call-arg]
    except ValidationError as error:
        # The cause quotes what was given, secrets too, so it is cut off here.
        raise SettingsFault([*unread, *worded(error, _Tables)]) from None
    if unread:
        raise SettingsFault(unread)
    first = StationSettings(**dict(tables.station), line=tables.line)
    shared = {name: getattr(tables, name) for name in Sections.model_fields}
    return Settings(**shared, stations=(first, *tables.stations))


def not_found(path: Path) -> SettingsFault:
    """Return the fault of a configuration file that was named and is not there."""
    return SettingsFault([f"{path}: not found; name an existing file or run init"])


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise not_found(path) from None
    except OSError as error:
        raise SettingsFault([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsFault([f"{path}: line {line}: not UTF-8; save the file as UTF-8"]) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsFault([unreadable_toml(path, text, error)]) from None

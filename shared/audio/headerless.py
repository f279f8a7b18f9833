"""Sound without a header, as telephone systems write it: its kind stands in the media type or the
file's name only.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

LOWEST_RATE, HIGHEST_RATE = 1_000, 768_000
MOST_CHANNELS = 8
# What a file begins with that has a header, whatever its sender calls it.
CONTAINER = re.compile(
    rb"RIFF|RIFX|RF64|BW64|riff|FORM|\.snd|OggS|fLaC|ID3|\x1aE\xdf\xa3|caff|#!AMR|....ftyp"
    rb"|....moov|....mdat"
    rb"|0&\xb2u\x8ef\xcf\x11|wvpk|MAC |TTA1|FLV\x01|\.RMF|Creative Voice"
    rb" File|NIST_1A|#!SILK|\x02#!SILK",
    re.DOTALL,
)
_PARAMETER = re.compile(r";\s*([a-z-]+)\s*=\s*\"?([0-9]{1,7})\"?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Headerless:
    """How FFmpeg is to read it: the name of its demuxer, and what a header would say."""

    format: str
    rate: int | None = None
    channels: int | None = None
    bits: int | None = None

    @property
    def options(self) -> dict[str, str]:
        layout = {1: "mono", 2: "stereo"}.get(self.channels or 0, f"{self.channels}C")
        return {
            **({"sample_rate": str(self.rate)} if self.rate else {}),
            **({"ch_layout": layout} if self.channels else {}),
            **({"code_size": str(self.bits)} if self.bits else {}),
        }


# By media type, without "audio/" and "x-"; RFC 3551 gives those of telephony 8000 samples a second.
_PCM = {
    "l8": "u8",
    "l16": "s16be",
    "l24": "s24be",
    "pcm": "s16le",
    "raw": "s16le",
    "s16le": "s16le",
    "sln": "s16le",
}
_LOGARITHMIC = {
    **dict.fromkeys(
        ("pcmu", "mulaw", "ulaw", "mu-law", "g711u", "g711-mulaw", "basic", "g711"), "mulaw"
    ),
    **dict.fromkeys(("pcma", "alaw", "alaw-basic", "a-law", "g711a", "g711-alaw"), "alaw"),
}
_CODED = {
    **dict.fromkeys(("gsm", "gsm-fr", "gsm610"), Headerless("gsm", 8000)),
    "g722": Headerless("g722"),
    **dict.fromkeys(("g723", "g7231", "g723-1"), Headerless("g723_1")),
    **dict.fromkeys(("g729", "g729a"), Headerless("g729")),
    **{f"g726-{kbits}": Headerless("g726", 8000, bits=kbits // 8) for kbits in (16, 24, 32, 40)},
    "g726": Headerless("g726", 8000, bits=4),
    "g721": Headerless("g726", 8000, bits=4),
}
# Of Asterisk and SoX, by the file name's ending.
_BY_ENDING = {
    **dict.fromkeys(("ul", "ulaw", "mulaw", "pcmu", "mu", "pcm"), "audio/PCMU"),
    **dict.fromkeys(("al", "alaw", "pcma"), "audio/PCMA"),
    **{
        ending: f"audio/{ending}"
        for ending in ("gsm", "g722", "g723", "g729", "g726-16", "g726-24", "g726-32", "g726-40")
    },
    **{
        f"sln{kilo}": f"audio/x-sln;rate={kilo or 8}000"
        for kilo in ("", "8", "12", "16", "24", "32", "48")
    },
    "sln44": "audio/x-sln;rate=44100",
}
_SAYS_NOTHING = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/x-binary", "text/plain"}
)


def stated_type(media_type: str | None, name: str | None) -> str | None:
    """Returns the media type; where it says nothing, the type of a file's name or address with an
    ending of headerless sound.
    """
    said = (media_type or "").strip()
    if said.partition(";")[0].strip().lower() not in _SAYS_NOTHING:
        return said
    ending = PurePosixPath(urlsplit(name or "").path.lower()).suffix.removeprefix(".")
    return _BY_ENDING.get(ending) or said or None


def find_headerless(media_type: str | None, name: str | None = None) -> Headerless | None:
    """Returns the format that the sender states, where that is sound without a header; None for all
    else.

    `name` is a file's name or address, which counts where the media type says nothing.
    """
    said = (stated_type(media_type, name) or "").lower()
    main, _, sub = said.partition(";")[0].strip().partition("/")
    sub = sub.removeprefix("x-").replace(".", "-")
    if main != "audio":
        return None
    if sub in _CODED:
        return _CODED[sub]
    given = {key: int(value) for key, value in _PARAMETER.findall(said)}
    rate = next((given[key] for key in ("rate", "samplerate", "sample-rate") if key in given), 8000)
    channels = given.get("channels", given.get("channel", 1))
    demuxer = _LOGARITHMIC.get(sub) or _PCM.get(sub)
    if (
        demuxer is None
        or not LOWEST_RATE <= rate <= HIGHEST_RATE
        or not 1 <= channels <= MOST_CHANNELS
    ):
        return None
    if sub in ("pcm", "raw") and "encoding=mulaw" in said.replace(" ", "").replace("-", ""):
        demuxer = "mulaw"
    return Headerless(demuxer, rate, channels)

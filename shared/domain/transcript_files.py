"""Writes transcripts as files: plain text, SubRip (SRT) and WebVTT. transcript_docx has Word's."""

from dataclasses import dataclass

from shared.domain.transcript import Speaker, Transcript

# Of turns whose end is unknown, and of which none follows: as fast as people speak.
WORDS_PER_S, SHORTEST_S = 2.5, 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of one voice with their times in seconds."""

    voice: str
    text: str
    start_s: float
    end_s: float


def as_text(transcript: Transcript) -> str:
    """Returns a line for each turn, with its time where it is known."""
    return "".join(
        (f"[{clock(turn.start_s)}] " if turn.start_s is not None else "")
        + f"{voice(turn.speaker, turn.label)}: {line(turn.text)}\n"
        for turn in transcript.turns
    )


def as_srt(transcript: Transcript) -> str | None:
    """Returns numbered subtitles; None for a transcript without times."""
    cues = cues_of(transcript)
    if cues is None:
        return None
    return "".join(
        f"{number}\n{_stamp(cue.start_s, ',')} --> {_stamp(cue.end_s, ',')}\n"
        f"{cue.voice}: {cue.text.replace('-->', '->')}\n\n"
        for number, cue in enumerate(cues, start=1)
    )


def as_vtt(transcript: Transcript) -> str | None:
    """Returns captions with voices (W3C WebVTT); None for a transcript without times."""
    cues = cues_of(transcript)
    if cues is None:
        return None
    return "WEBVTT\n\n" + "".join(
        f"{_stamp(cue.start_s, '.')} --> {_stamp(cue.end_s, '.')}\n"
        f"<v {_escaped_cue(cue.voice)}>{_escaped_cue(cue.text)}\n\n"
        for cue in cues
    )


def cues_of(transcript: Transcript) -> list[Cue] | None:
    """Returns the segments, or the turns where there are none, in the order of their times; None
    when a turn has no time.
    """
    if transcript.segments:
        return [
            Cue(
                voice(one.speaker, one.label),
                line(one.text),
                one.start_s,
                max(one.end_s, one.start_s),
            )
            for one in sorted(transcript.segments, key=lambda one: one.start_s)
            if one.text.strip()
        ]
    if any(turn.start_s is None for turn in transcript.turns):
        return None
    cues = []
    turns = transcript.turns
    for turn, after in zip(turns, (*turns[1:], None), strict=True):
        start_s = turn.start_s or 0.0
        said_s = max(SHORTEST_S, len(turn.text.split()) / WORDS_PER_S)
        end_s = turn.end_s if turn.end_s is not None else start_s + said_s
        if turn.end_s is None and after and after.start_s is not None and after.start_s > start_s:
            end_s = min(end_s, after.start_s)
        if turn.text.strip():
            cues.append(Cue(voice(turn.speaker, turn.label), line(turn.text), start_s, end_s))
    return sorted(cues, key=lambda cue: cue.start_s)


def voice(speaker: Speaker, label: str | None) -> str:
    """Returns what a speaker is called."""
    name = "Speaker" if speaker is Speaker.UNKNOWN else str(speaker).capitalize()
    return f"{name} {label}" if label else name


def line(text: str) -> str:
    """Returns the text in one line: an empty line would end a cue."""
    return " ".join(text.split())


def _escaped_cue(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clock(seconds: float) -> str:
    """Returns a time of the call, such as `02:31`."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def _stamp(seconds: float, separator: str) -> str:
    milliseconds = round(max(0.0, seconds) * 1000)
    seconds_left, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds_left = divmod(seconds_left, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds_left:02}{separator}{milliseconds:03}"
